use std::fmt::Display;

use html_escape::encode_text;
use leptos::prelude::*;
use leptos::tachys::html::InertElement;

/// An element in which nothing ever changes, written down. A page shows dozens of pictures, badges and amounts; as views
/// each of their elements and attributes would be allocated, rendered and hydrated by itself.
///
/// `html` is one element with everything in it escaped. No attributes can be added to it.
pub(super) fn inert(html: String) -> AnyView {
    InertElement::new(html).into_any()
}

/// A `<span>` with these attributes around a text.
pub(super) fn inert_span(attributes: impl Display, text: &str) -> AnyView {
    inert(format!("<span {attributes}>{}</span>", encode_text(text)))
}
