use leptos::prelude::*;
use leptos::tachys::html::attribute::Attribute;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::types::{Element, Node};
use leptos::tachys::view::add_attr::AddAnyAttr;
use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderHtml};
use maud::Markup;
use wasm_bindgen::JsCast;

use super::when;

/// An element in which nothing ever changes, written down. A page shows dozens of cards, pictures and amounts; as views
/// each of their elements and attributes would be allocated, rendered and hydrated by itself.
///
/// `html` makes one element. It is not called when the browser takes over what the server has written, so that the code
/// of cards and pictures is not even compiled then; only when something else may have to be shown in its place.
/// Instants in it ([`when_html`](super::when_html)) are shown in the visitor's zone.
pub fn inert(html: impl Fn() -> Markup + Send + 'static) -> AnyView {
    Inert(Box::new(html)).into_any()
}

/// Leptos has an `InertElement`; it is made at once, and keeps a template of every text it has made in the browser.
struct Inert(Box<dyn Fn() -> Markup + Send>);

impl Inert {
    fn html(&self) -> String {
        (self.0)().into_string()
    }
}

/// The element that hydrates next, which is passed over.
pub(super) fn next_element(cursor: &Cursor, position: &PositionState) -> Element {
    match position.get() {
        Position::FirstChild => cursor.child(),
        Position::Current => {}
        _ => cursor.sibling(),
    }
    position.set(Position::NextChild);
    cursor.current().unchecked_into()
}

/// What is shown, and what it was made of.
struct InertState {
    made_of: Inert,
    element: Element,
}

impl Mountable for InertState {
    fn unmount(&mut self) {
        self.element.unmount();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        self.element.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.element.insert_before_this(child)
    }

    fn elements(&self) -> Vec<Element> {
        vec![self.element.clone()]
    }
}

impl Render for Inert {
    type State = InertState;

    fn build(self) -> InertState {
        let template = document().create_element("template").expect("every browser has templates");
        template.set_inner_html(&self.html());
        let template: web_sys::HtmlTemplateElement = template.unchecked_into();
        let element = template.content().first_element_child().expect("inert text is one element");
        when::show_in_visitors_zone(&element);
        InertState { made_of: self, element }
    }

    fn rebuild(self, state: &mut InertState) {
        if self.html() != state.made_of.html() {
            let mut new = self.build();
            state.insert_before_this(&mut new);
            state.unmount();
            *state = new;
        }
    }
}

impl AddAnyAttr for Inert {
    type Output<NewAttr: Attribute> = Self;

    fn add_any_attr<NewAttr: Attribute>(self, _: NewAttr) -> Self {
        self
    }
}

impl RenderHtml for Inert {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        html: &mut String,
        position: &mut Position,
        _escape: bool,
        _mark_branches: bool,
        _extra: Vec<AnyAttribute>,
    ) {
        html.push_str(&self.html());
        *position = Position::NextChild;
    }

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> InertState {
        InertState { made_of: self, element: next_element(cursor, position) }
    }

    fn into_owned(self) -> Self {
        self
    }
}
