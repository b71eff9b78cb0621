use leptos::prelude::*;

use super::{Glyph, Icon};

/// A table that scrolls inside itself, reachable by keyboard, with a sticky head.
#[component]
pub fn Table(
    /// What the table shows; read out, not drawn.
    #[prop(into)]
    caption: String,
    /// `<thead>` and `<tbody>`.
    children: Children,
) -> impl IntoView {
    let name = caption.clone();
    view! {
        <div class="table-wrap" role="region" aria-label=name tabindex="0">
            <table class="table">
                <caption class="visually-hidden">{caption}</caption>
                {children()}
            </table>
        </div>
    }
}

/// How a column is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Least first.
    Ascending,
    /// Greatest first.
    Descending,
}

/// A head cell that sorts by a link, so that the order is in the URL.
#[component]
pub fn Sortable(
    /// The column's name.
    #[prop(into)]
    label: String,
    /// Where the table is sorted by this column, or the other way round.
    #[prop(into)]
    href: String,
    /// How it is sorted now, if it is.
    #[prop(optional_no_strip)]
    sorted: Option<Order>,
    /// Numbers stand at the end of their column.
    #[prop(optional)]
    number: bool,
) -> impl IntoView {
    let (word, glyph) = match sorted {
        Some(Order::Ascending) => (Some("ascending"), Some(Glyph::Up)),
        Some(Order::Descending) => (Some("descending"), Some(Glyph::Down)),
        None => (None, None),
    };
    view! {
        <th scope="col" class=number.then_some("cell-num") aria-sort=word>
            <a class="sort" href=href>{label} {glyph.map(|glyph| view! { <Icon glyph=glyph /> })}</a>
        </th>
    }
}
