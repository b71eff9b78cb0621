use leptos::prelude::*;
use leptos_meta::Title;
use shop::CollectionId;
use shop::catalogue::{CollectionCard, ProductCard, StaffCollection};

use super::state;
use crate::ask::ask_named;
use crate::catalogue::server_fns::{
    CreateCollection, DeleteCollection, EditCollection, FindStaffCollection, MoveInCollection,
};
use crate::command::{Command, CommandForm, beside, refused, successes, summary};
use crate::error::Told;
use crate::load::{Done, loaded};
use crate::shell::AdminHead;
use crate::ui::{Badge, Confirm, Empty, ErrorSummary, Field, Glyph, Icon, Submit, Table, TextArea};

fn trail() -> Vec<(String, String)> {
    vec![("/admin/collections".to_owned(), "Collections".to_owned())]
}

/// Opens a collection.
#[component]
pub fn NewCollectionPage() -> impl IntoView {
    let create = Command::of::<CreateCollection>();
    let refused = refused(create);
    view! {
        <Title text="New collection"/>
        <AdminHead title="New collection" trail=trail()/>
        <ErrorSummary errors=summary(refused)/>
        <CommandForm command=create class="sheet">
            <Fields collection=None refused=refused/>
            <div class="savebar">
                <p class="savebar-note muted">"Shoppers see it as soon as it has a product."</p>
                <Submit label="Open the collection" pending=create.pending()/>
            </div>
        </CommandForm>
    }
    .into_any()
}

/// One collection: what is said of it, and its products in order.
#[component]
pub fn StaffCollectionPage() -> impl IntoView {
    let (edit, shift, delete) =
        (Command::of::<EditCollection>(), Command::of::<MoveInCollection>(), Command::of::<DeleteCollection>());
    let (edits, shifts) = (successes(edit), successes(shift));
    let found = ask_named(move || edits.get() + shifts.get(), |id| FindStaffCollection { id });
    loaded(found, move |found| view! { <Editor found=found edit=edit shift=shift delete=delete/> }.into_any())
        .into_any()
}

fn words(code: &str) -> Option<&'static str> {
    Some(match code {
        "created" => "The collection is open. Put products into it from their own pages.",
        "saved" => "Saved.",
        "moved" => "The products are in their new order.",
        _ => return None,
    })
}

#[component]
fn Editor(found: StaffCollection, edit: Command, shift: Command, delete: Command) -> impl IntoView {
    let StaffCollection { collection, products } = found;
    let (id, edited) = (collection.id, refused(edit));
    let page = format!("/collections/{}", collection.slug);
    view! {
        <Title text=collection.name.clone()/>
        <AdminHead title=collection.name.clone() trail=trail()>
            <a class="button" href=page>"See the page"</a>
        </AdminHead>
        <Done words=words/>
        <ErrorSummary errors=summary(edited)/>
        <CommandForm command=edit class="sheet">
            <input type="hidden" name="id" value=id.to_string()/>
            <Fields collection=Some(collection) refused=edited/>
            <div class="savebar"><Submit label="Save" pending=edit.pending()/></div>
        </CommandForm>
        <section class="stack" id="products">
            <h2 class="heading">"Products"</h2>
            <ErrorSummary errors=summary(refused(shift))/>
            <Members id=id products=products shift=shift/>
        </section>
        <section class="sheet-section">
            <div class="sheet-about"><h2 class="heading">"Dissolve"</h2></div>
            <Confirm label="Dissolve this collection" question="Its page goes; its products stay in the shop.">
                <ErrorSummary errors=summary(refused(delete))/>
                <CommandForm command=delete>
                    <input type="hidden" name="id" value=id.to_string()/>
                    <Submit label="Dissolve it" kind="danger" pending=delete.pending()/>
                </CommandForm>
            </Confirm>
        </section>
    }
}

#[component]
fn Fields(collection: Option<CollectionCard>, refused: Signal<Option<Told>>) -> impl IntoView {
    let (name, slug, description, position) = match collection {
        Some(c) => (c.name, c.slug, c.description, c.position.to_string()),
        None => Default::default(),
    };
    let error = move |field: &'static str| beside(refused, field);
    view! {
        <section class="sheet-section">
            <div class="sheet-about"><h2 class="heading">"What it is"</h2></div>
            <div class="sheet-fields form">
                <Field name="form[name]" id="name" label="Name" value=name required=true maxlength=120 error=error("name")/>
                <TextArea name="form[description]" id="description" label="Description" value=description rows=3 maxlength=1000 error=error("description")/>
                <div class="form-row">
                    <Field name="form[slug]" id="slug" label="Address" value=slug prefix="/collections/" maxlength=80 hint="Empty: made from the name." error=error("slug")/>
                    <Field name="form[position]" id="position" label="Place" value=position inputmode="numeric" hint="Lower numbers come first." error=error("position")/>
                </div>
            </div>
        </section>
    }
}

#[component]
fn Members(id: CollectionId, products: Vec<ProductCard>, shift: Command) -> impl IntoView {
    if products.is_empty() {
        return view! {
            <Empty title="Nothing in it yet" icon=Glyph::Tag><p>"Open a product and tick this collection. "<a class="link" href="/admin/products">"To the products"</a></p></Empty>
        }
        .into_any();
    }
    let last = products.len() - 1;
    let rows = products.into_iter().enumerate().map(move |(at, card)| {
        let (label, tone) = state(card.state);
        let (product, name) = (card.id, card.name.clone());
        let button = move |way: &'static str, glyph: Glyph| {
            view! {
                <CommandForm command=shift>
                    <input type="hidden" name="id" value=id.to_string()/>
                    <input type="hidden" name="product" value=product.to_string()/>
                    <input type="hidden" name="way" value=way/>
                    <button class="icon-button" type="submit" aria-label=format!("Move {name} {way}")><Icon glyph=glyph/></button>
                </CommandForm>
            }
        };
        let earlier = (at > 0).then(|| button.clone()("earlier", Glyph::Up));
        let later = (at < last).then(|| button("later", Glyph::Down));
        view! {
            <tr>
                <td><a class="cell-main" href=format!("/admin/products/{product}")>{card.name}</a></td>
                <td><Badge label=label tone=tone/></td>
                <td class="cell-actions"><div class="row" data-gap="1">{earlier}{later}</div></td>
            </tr>
        }
    });
    view! {
        <Table caption="Products of the collection">
            <thead><tr><th scope="col">"Product"</th><th scope="col">"State"</th><th scope="col">"Order"</th></tr></thead>
            <tbody>{rows.collect_view()}</tbody>
        </Table>
    }
    .into_any()
}
