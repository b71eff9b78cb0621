use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::use_params_map;
use maud::html;
use shop::catalogue::Product;
use shop::drops::{Drop, DropMode, DropPage as Found, DropState};

use super::action_bar::ActionBar;
use super::live::{Live, follow};
use super::server_fns::FindDrop;
use crate::ask::ask;
use crate::catalogue::{fact, fact_if_any, gallery, price, prose, shipping_and_returns};
use crate::entries::EntryPanel;
use crate::load::loaded;
use crate::ui::{Breadcrumbs, Notice, Tone, WhenStyle, inert, later_part, when_html};

/// A drop: what it is, and truthfully how it stands.
#[component]
pub fn DropPage() -> impl IntoView {
    let params = use_params_map();
    let found = ask(move || FindDrop { name: params.read().get("slug").unwrap_or_default() });
    loaded(found, |found| view! { <Facts found=found/> }.into_any()).into_any()
}

#[component]
fn Facts(found: Found) -> impl IntoView {
    let Found { drop, product, pictures, live, base_url } = found;
    let trail = vec![("/".to_owned(), "Home".to_owned()), ("/drops".to_owned(), "Drops".to_owned())];
    let summary: String = product.description.chars().take(200).collect();
    let cover = pictures.first().map(|picture| format!("{base_url}{}", picture.src));
    let hidden = (!drop.state.is_public()).then(|| view! { <Meta name="robots" content="noindex"/> });
    let price = price(live.variants.iter().map(|v| v.price));
    let live = follow(live);
    view! {
        <Title text=product.name.clone()/>
        <Meta name="description" content=summary/>
        <Meta property="og:title" content=product.name.clone()/>
        {cover.map(|cover| view! { <Meta property="og:image" content=cover/> })}
        {hidden}
        <article class="product drop page">
            <Breadcrumbs trail=trail here=product.name.clone()/>
            {gallery(pictures)}
            <div class="product-facts">
                <p class="overline">{overline(&drop, &product)}</p>
                <h1 class="title">{product.name.clone()}</h1>
                {(!product.maker.is_empty()).then(|| view! { <p class="lead">"by "{product.maker.clone()}</p> })}
                {price}
                {preview(&drop)}
                {later_part(panel(&drop, live))}
                {prose(product.description)}
                {inert(move || html! {
                    dl class="facts" {
                        (fact_if_any("Maker", &product.maker))
                        (fact_if_any("Made of", &product.material))
                        (fact("Opens", when_html(drop.opens_at, WhenStyle::DateTime)))
                        (fact("Closes", when_html(drop.closes_at, WhenStyle::DateTime)))
                        div { dt { "Per person" } dd class="num" { (drop.limit_per_customer) } }
                    }
                })}
                {rules(drop.mode)}
                {shipping_and_returns()}
            </div>
        </article>
    }
}

fn overline(drop: &Drop, product: &Product) -> String {
    match product.edition_size {
        Some(size) => format!("{} · edition of {size}", drop.mode.label()),
        None => drop.mode.label().to_owned(),
    }
}

fn preview(drop: &Drop) -> Option<impl IntoView + use<>> {
    let edit = format!("/admin/drops/{}", drop.id);
    (drop.state == DropState::Draft).then(|| {
        view! {
            <Notice tone=Tone::Warn title="A preview">
                <p>"This drop is a draft, and only staff see this page. "<a class="link" href=edit>"Back to the draft"</a></p>
            </Notice>
        }
    })
}

fn panel(drop: &Drop, live: Live) -> AnyView {
    match drop.mode {
        DropMode::FlashSale => {
            view! { <ActionBar limit=drop.limit_per_customer slug=drop.slug.clone() live=live/> }.into_any()
        }
        DropMode::Draw => view! { <EntryPanel drop_id=drop.id live=live.draw/> }.into_any(),
    }
}

fn rules(mode: DropMode) -> impl IntoView {
    let says = match mode {
        DropMode::FlashSale => {
            "One press holds a unit for you, and from then on you have the time shown to pay. What is not paid in time goes back on sale here. Pressing twice, in two tabs or after going back, is still one order."
        }
        DropMode::Draw => {
            "Enter any time while it is open: being first makes no difference. At the close the list of entries is sealed and published, then ranked by a rule that was fixed before the first entry. Anyone can recompute the result."
        }
    };
    view! { <details class="fold"><summary>"How this works"</summary><div class="prose"><p>{says}</p></div></details> }
}
