use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use shop::ProductId;
use shop::catalogue::{ProductCard, Variant};
use shop::defences::Settings;
use shop::drops::{Drop, DropCard, DropState};

use super::bots::Bots;
use super::form::Terms;
use crate::ask::{ask, ask_named};
use crate::command::{Command, CommandForm, refused, summary};
use crate::drops::server_fns::{CreateDrop, EditDrop, FindDraft, FindProducts, FindSizes};
use crate::load::loaded;
use crate::shell::AdminHead;
use crate::ui::{Empty, ErrorSummary, Glyph, Notice, Submit, Table, Tone};

fn trail() -> Vec<(String, String)> {
    vec![("/admin/drops".to_owned(), "Drops".to_owned())]
}

/// A new drop: first the product, then the terms.
#[component]
pub fn NewDropPage() -> impl IntoView {
    let query = use_query_map();
    let product = Memo::new(move |_| query.read().get("product").and_then(|id| id.parse::<ProductId>().ok()));
    let page = Memo::new(move |_| query.read().get("page").and_then(|page| page.parse().ok()).unwrap_or(1));
    view! {
        <Title text="New drop"/>
        <AdminHead title="New drop" trail=trail()/>
        {move || match product.get() {
            Some(product) => view! { <NewTerms product=product/> }.into_any(),
            None => view! { <ChooseProduct page=page.get()/> }.into_any(),
        }}
    }
    .into_any()
}

#[component]
fn ChooseProduct(page: i64) -> impl IntoView {
    let found = ask(move || FindProducts { page });
    loaded(found, move |products| {
        if products.is_empty() {
            return view! {
                <Empty title="No product to release" icon=Glyph::Tag>
                    <p>"A drop needs a product with sizes and stock. "<a class="link" href="/admin/products/new">"Make one first"</a></p>
                </Empty>
            }
            .into_any();
        }
        let row = |card: ProductCard| {
            view! {
                <tr>
                    <td><a class="cell-main" href=format!("/admin/drops/new?product={}", card.id)>{card.name}</a></td>
                    <td>{card.maker}</td>
                    <td class="cell-num num">{card.available}</td>
                </tr>
            }
        };
        view! {
            <p class="lead">"What does it release?"</p>
            <Table caption="Products">
                <thead><tr><th scope="col">"Product"</th><th scope="col">"Maker"</th><th scope="col" class="cell-num">"On the shelf"</th></tr></thead>
                <tbody>{products.into_iter().map(row).collect_view()}</tbody>
            </Table>
            <nav class="row" aria-label="Pages">
                {(page > 1).then(|| view! { <a class="link" href=format!("/admin/drops/new?page={}", page - 1)>"Earlier"</a> })}
                <a class="link" href=format!("/admin/drops/new?page={}", page + 1)>"More products"</a>
            </nav>
        }
        .into_any()
    })
}

#[component]
fn NewTerms(product: ProductId) -> impl IntoView {
    let found = ask(move || FindSizes { product });
    let create = Command::of::<CreateDrop>();
    let refused = refused(create);
    loaded(found, move |sizes: Vec<Variant>| {
        view! {
            <ErrorSummary errors=summary(refused)/>
            <CommandForm command=create class="sheet">
                <Terms product=product sizes=sizes draft=None refused=refused/>
                <Bots settings=Settings::default() refused=refused/>
                <div class="savebar">
                    <p class="savebar-note muted">"Nothing is announced until you schedule it."</p>
                    <Submit label="Create the draft" pending=create.pending()/>
                </div>
            </CommandForm>
        }
        .into_any()
    })
}

/// Changes a draft.
#[component]
pub fn EditDropPage() -> impl IntoView {
    let edit = Command::of::<EditDrop>();
    let found = ask_named(|| "", |id| FindDraft { id });
    loaded(found, move |(drop, card, sizes, settings)| {
        view! { <EditTerms drop=drop card=card sizes=sizes settings=settings edit=edit/> }.into_any()
    })
    .into_any()
}

#[component]
fn EditTerms(drop: Drop, card: DropCard, sizes: Vec<Variant>, settings: Settings, edit: Command) -> impl IntoView {
    let refused = refused(edit);
    let here = format!("/admin/drops/{}", drop.id);
    let mut trail = trail();
    trail.push((here.clone(), card.name.clone()));
    let id = drop.id;
    let fixed = (drop.state != DropState::Draft).then(|| {
        view! { <Notice tone=Tone::Warn title="Its terms are fixed"><p>"This drop is announced. "<a class="link" href=here>"See what can still be done"</a></p></Notice> }
    });
    view! {
        <Title text="Edit drop"/>
        <AdminHead title="Edit" trail=trail/>
        {fixed}
        <ErrorSummary errors=summary(refused)/>
        <CommandForm command=edit class="sheet">
            <input type="hidden" name="id" value=id.to_string()/>
            <Terms product=drop.product sizes=sizes draft=Some((drop, card)) refused=refused/>
            <Bots settings=settings refused=refused/>
            <div class="savebar">
                <p class="savebar-note muted">"Nothing is announced until you schedule it."</p>
                <Submit label="Save the draft" pending=edit.pending()/>
            </div>
        </CommandForm>
    }
}
