use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::tachys::html::attribute::Attribute;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::types::{Element, Node};
use leptos::tachys::ssr::StreamBuilder;
use leptos::tachys::view::add_attr::AddAnyAttr;
use leptos::tachys::view::any_view::AnyViewState;
use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderHtml};

use super::inert::next_element;

/// A view of one element that hydrates in a task of its own ([`next_part`]). The browser compiles what it runs for the
/// first time in the task that runs it; were all of a page one task, a press could seem lost on a phone.
///
/// What comes after it in the document may take a hydration id (a resource, a `Suspense`) only if it, too, is `later`: the
/// order would not be the server's. What it shows must not change before it hydrates: see [`when_awake`].
pub fn later(view: impl IntoView + 'static) -> AnyView {
    Later(view.into_any()).into_any()
}

/// As [`later`], for a view of any number of elements.
pub fn later_part(view: impl IntoView + 'static) -> AnyView {
    later(view! { <div class="part">{view}</div> })
}

struct Later(AnyView);

struct LaterState(Rc<RefCell<Now>>);

enum Now {
    Asleep(Element),
    Awake(AnyViewState),
}

type Part = Box<dyn FnOnce()>;

thread_local! {
    static PARTS: RefCell<VecDeque<Part>> = const { RefCell::new(VecDeque::new()) };
}

/// What is to hydrate next, in the order of the document.
pub fn next_part() -> Option<impl FnOnce()> {
    let part = PARTS.with_borrow_mut(VecDeque::pop_front)?;
    Some(move || {
        // The parts of a part come before those that follow it.
        let following = PARTS.take();
        part();
        PARTS.with_borrow_mut(|parts| parts.extend(following));
    })
}

/// Does it once no part sleeps: hydration takes what the server wrote for what is to be shown, whatever changed meanwhile.
pub fn when_awake(act: impl FnOnce() + 'static) {
    if Owner::current_shared_context().is_some_and(|page| page.during_hydration()) {
        PARTS.with_borrow_mut(|parts| parts.push_back(Box::new(act)));
    } else {
        act();
    }
}

impl Now {
    fn shown(&mut self) -> &mut dyn Mountable {
        match self {
            Self::Asleep(element) => element,
            Self::Awake(state) => state,
        }
    }
}

impl Mountable for LaterState {
    fn unmount(&mut self) {
        self.0.borrow_mut().shown().unmount();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        self.0.borrow_mut().shown().mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.0.borrow_mut().shown().insert_before_this(child)
    }

    fn elements(&self) -> Vec<Element> {
        self.0.borrow_mut().shown().elements()
    }
}

impl Render for Later {
    type State = LaterState;

    fn build(self) -> LaterState {
        LaterState(Rc::new(RefCell::new(Now::Awake(self.0.build()))))
    }

    fn rebuild(self, state: &mut LaterState) {
        let mut now = state.0.borrow_mut();
        match &mut *now {
            Now::Awake(state) => self.0.rebuild(state),
            Now::Asleep(element) => {
                let mut new = self.0.build();
                element.insert_before_this(&mut new);
                element.unmount();
                *now = Now::Awake(new);
            }
        }
    }
}

impl AddAnyAttr for Later {
    type Output<NewAttr: Attribute> = Self;

    fn add_any_attr<NewAttr: Attribute>(self, _: NewAttr) -> Self {
        self
    }
}

impl RenderHtml for Later {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn html_len(&self) -> usize {
        self.0.html_len()
    }

    fn dry_resolve(&mut self) {
        self.0.dry_resolve();
    }

    async fn resolve(self) -> Self {
        Self(self.0.resolve().await)
    }

    fn to_html_with_buf(
        self,
        html: &mut String,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        extra: Vec<AnyAttribute>,
    ) {
        self.0.to_html_with_buf(html, position, escape, mark_branches, extra);
    }

    fn to_html_async_with_buf<const OUT_OF_ORDER: bool>(
        self,
        html: &mut StreamBuilder,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        extra: Vec<AnyAttribute>,
    ) {
        self.0.to_html_async_with_buf::<OUT_OF_ORDER>(html, position, escape, mark_branches, extra);
    }

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> LaterState {
        let element = next_element(cursor, position);
        let state = Rc::new(RefCell::new(Now::Asleep(element)));
        let part = {
            let (state, owner) = (Rc::clone(&state), Owner::current().unwrap_or_default());
            move || {
                let mut state = state.borrow_mut();
                if let Now::Asleep(element) = &*state {
                    let (cursor, here) = (Cursor::new(element.clone()), PositionState::new(Position::Current));
                    *state = Now::Awake(owner.with(|| self.0.hydrate::<FROM_SERVER>(&cursor, &here)));
                }
            }
        };
        PARTS.with_borrow_mut(|parts| parts.push_back(Box::new(part)));
        LaterState(state)
    }

    fn into_owned(self) -> Self {
        self
    }
}
