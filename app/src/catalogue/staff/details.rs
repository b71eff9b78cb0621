use leptos::prelude::*;
use shop::CollectionId;
use shop::catalogue::Product;

use crate::command::beside;
use crate::error::Told;
use crate::ui::{Field, TextArea};

/// The fields of what is said of a product, in sections.
#[component]
pub(super) fn Details(
    /// What is said now; `None` for a new one.
    #[prop(optional_no_strip)]
    product: Option<Product>,
    /// All collections, and whether the product is in it.
    collections: Vec<(CollectionId, String, bool)>,
    /// What the form's action refused.
    refused: Signal<Option<Told>>,
) -> impl IntoView {
    let is_new = product.is_none();
    let (name, slug, maker, material, description, edition) = match product {
        Some(p) => (
            p.name,
            p.slug,
            p.maker,
            p.material,
            p.description,
            p.edition_size.map(|n| n.to_string()).unwrap_or_default(),
        ),
        None => Default::default(),
    };
    let slug_hint = if is_new {
        "Leave it empty and we make it from the name."
    } else {
        "Links to the old address stop working when you change it."
    };
    let error = move |field: &'static str| beside(refused, field);
    view! {
        <section class="sheet-section">
            <div class="sheet-about"><h2 class="heading">"What it is"</h2><p class="muted small">"As shoppers read it."</p></div>
            <div class="sheet-fields form">
                <Field name="form[name]" id="name" label="Name" value=name required=true maxlength=160 error=error("name")/>
                <div class="form-row">
                    <Field name="form[maker]" id="maker" label="Maker" value=maker maxlength=120 error=error("maker")/>
                    <Field name="form[material]" id="material" label="Made of" value=material maxlength=200 error=error("material")/>
                </div>
                <TextArea name="form[description]" id="description" label="Description" value=description rows=7 maxlength=5000
                    hint="An empty line begins a new paragraph." error=error("description")/>
            </div>
        </section>
        <section class="sheet-section">
            <div class="sheet-about"><h2 class="heading">"Edition and address"</h2></div>
            <div class="sheet-fields form">
                <Field name="form[edition_size]" id="edition_size" label="Edition" value=edition inputmode="numeric" pattern="[0-9]*"
                    hint="How many were made in all. Empty: not numbered." error=error("edition_size")/>
                <Field name="form[slug]" id="slug" label="Address" value=slug prefix="/products/" maxlength=80 hint=slug_hint error=error("slug")/>
            </div>
        </section>
        <section class="sheet-section">
            <div class="sheet-about"><h2 class="heading">"Collections"</h2><p class="muted small">"Where shoppers find it."</p></div>
            <div class="sheet-fields">{memberships(collections)}</div>
        </section>
    }
}

fn memberships(collections: Vec<(CollectionId, String, bool)>) -> AnyView {
    if collections.is_empty() {
        return view! { <p class="muted">"There are no collections yet. "<a class="link" href="/admin/collections/new">"Open one"</a></p> }.into_any();
    }
    let boxes = collections.into_iter().map(|(id, name, member)| {
        let of = format!("collection-{id}");
        view! {
            <div class="check">
                <input class="check-box" type="checkbox" id=of.clone() name="form[collections][]" value=id.to_string() checked=member/>
                <label class="check-label" for=of>{name}</label>
            </div>
        }
    });
    view! { <fieldset class="form-group"><legend class="field-label">"In"</legend>{boxes.collect_view()}</fieldset> }
        .into_any()
}
