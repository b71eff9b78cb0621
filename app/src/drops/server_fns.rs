use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Postcard};
use shop::catalogue::{ProductCard, Variant};
use shop::defences::proof::Challenge;
use shop::defences::{RefusedPresses, Settings};
use shop::drops::{Agenda, Drop, DropCard, DropForm, DropPage, DropState, EditRefusal, RunRefusal};
use shop::line::PaceRefusal;
use shop::orders::{Desk, PlaceRefusal, Pulse};
use shop::{DropId, ProductId};

use crate::error::PageError;

#[cfg(feature = "ssr")]
use {
    crate::context, leptos_axum::redirect, shop::catalogue::StaffFilter, shop::defences, shop::drops, shop::line,
    shop::orders,
};

/// Finished drops on the page of all drops.
#[cfg(feature = "ssr")]
const FINISHED: i64 = 24;

/// What is live, what comes, what is over.
#[server(input = GetUrl, output = Postcard)]
pub async fn find_agenda() -> Result<Agenda, PageError> {
    Ok(drops::agenda(&context::shop(), FINISHED).await?)
}

#[server(input = GetUrl, output = Postcard)]
pub async fn find_drop(name: String) -> Result<DropPage, PageError> {
    let visitor = context::visitor().map(|v| v.actor);
    Ok(drops::page(&context::shop(), visitor.as_ref(), &name).await?)
}

/// Live and announced ones.
#[server(input = GetUrl, output = Postcard)]
pub async fn find_drops_of(product: ProductId) -> Result<Vec<DropCard>, PageError> {
    Ok(drops::of_product(&context::shop(), product).await?)
}

#[server(input = GetUrl, output = Postcard)]
pub async fn find_desk(drop_id: DropId) -> Result<Desk, PageError> {
    let visitor = context::visitor().map(|v| v.actor);
    Ok(orders::desk(&context::shop(), visitor.as_ref(), drop_id).await?)
}

#[server]
pub async fn place_order(
    drop_id: DropId,
    #[server(default)] variant_id: String,
    key: String,
    #[server(default)] admission: Option<String>,
    #[server(default)] proof: String,
) -> Result<(), PageError<PlaceRefusal>> {
    let (shop, actor) = (context::shop(), context::actor()?);
    let variant = variant_id.parse().map_err(|_| no_size().answer())?;
    let admission = line::admission_for(&shop, &actor, drop_id, admission).await?;
    let press = orders::PlaceOrder {
        drop: drop_id,
        variant,
        quantity: 1,
        idempotency_key: key,
        admission,
        evidence: carried(proof),
    };
    let placed = orders::place(&shop, &actor, press).await?;
    redirect(&format!("/orders/{}/pay", placed.id));
    Ok(())
}

/// Takes a place in the drop's waiting line; the drop's page shows it.
#[server]
pub async fn join_line(drop_id: DropId) -> Result<(), PageError> {
    let (shop, actor) = (context::shop(), context::actor()?);
    line::join(&shop, &actor, drop_id).await?;
    redirect(&format!("/drops/{}", drops::public(&shop, drop_id).await?.slug));
    Ok(())
}

/// What a press brings along for the drop's defences.
#[cfg(feature = "ssr")]
fn carried(proof: String) -> defences::Evidence {
    let proof = Some(proof).filter(|proof| !proof.is_empty());
    defences::Evidence { proof, from: Some(context::client_ip()) }
}

/// The work that a drop asks of the visitor's browser; none where it asks for none.
#[server(input = GetUrl, output = Postcard)]
pub async fn find_challenge(drop_id: DropId) -> Result<Option<Challenge>, PageError> {
    Ok(defences::challenge(&context::shop(), &context::actor()?, drop_id).await?)
}

#[cfg(feature = "ssr")]
fn no_size() -> PageError<PlaceRefusal> {
    let choose = shop::FieldError::new("variant_id", shop::Problem::Required);
    PageError::Refused(PlaceRefusal::Invalid(vec![choose]))
}

#[server(input = GetUrl, output = Postcard)]
pub async fn find_staff_drops(state: Option<DropState>) -> Result<Vec<DropCard>, PageError> {
    Ok(drops::all(&context::shop(), &context::actor()?, state).await?)
}

#[server(input = GetUrl, output = Postcard)]
pub async fn find_staff_drop(id: DropId) -> Result<(Drop, DropCard), PageError> {
    Ok(drops::card(&context::shop(), &context::actor()?, id).await?)
}

/// The products that a drop can release.
#[server(input = GetUrl, output = Postcard)]
pub async fn find_products(page: i64) -> Result<Vec<ProductCard>, PageError> {
    let filter = StaffFilter { page, ..StaffFilter::default() };
    Ok(shop::catalogue::staff_list(&context::shop(), &context::actor()?, &filter).await?.cards)
}

/// The sizes that a drop of the product can pledge.
#[server(input = GetUrl, output = Postcard)]
pub async fn find_sizes(product: ProductId) -> Result<Vec<Variant>, PageError> {
    Ok(shop::catalogue::staff_product(&context::shop(), &context::actor()?, product).await?.variants)
}

/// A drop with its pulse, by its id.
#[server(input = GetUrl, output = Postcard)]
pub async fn find_live_view(name: String) -> Result<(DropPage, Pulse), PageError> {
    let (shop, actor) = (context::shop(), context::actor()?);
    let page = drops::page(&shop, Some(&actor), &name).await?;
    let pulse = orders::pulse(&shop, &actor, page.drop.id).await?;
    Ok((page, pulse))
}

/// The presses that a drop refused, and why.
#[server(input = GetUrl, output = Postcard)]
pub async fn find_refusals(id: DropId) -> Result<Vec<RefusedPresses>, PageError> {
    Ok(defences::refusals(&context::shop(), &context::actor()?, id).await?)
}

/// What a drop does against bots.
#[server(input = GetUrl, output = Postcard)]
pub async fn find_defences(id: DropId) -> Result<Settings, PageError> {
    Ok(defences::settings(&context::shop(), &context::actor()?, id).await?)
}

/// A drop with the sizes of its product and what it does against bots, to change it.
#[server(input = GetUrl, output = Postcard)]
pub async fn find_draft(id: DropId) -> Result<(Drop, DropCard, Vec<Variant>, Settings), PageError> {
    let (shop, actor) = (context::shop(), context::actor()?);
    let (drop, card) = drops::card(&shop, &actor, id).await?;
    let sizes = shop::catalogue::staff_product(&shop, &actor, drop.product).await?.variants;
    let settings = defences::settings(&shop, &actor, id).await?;
    Ok((drop, card, sizes, settings))
}

#[server(input = GetUrl, output = Postcard)]
pub async fn find_pulse(id: DropId) -> Result<Pulse, PageError> {
    Ok(orders::pulse(&context::shop(), &context::actor()?, id).await?)
}

#[server]
pub async fn create_drop(#[server(default)] form: DropForm) -> Result<(), PageError<EditRefusal>> {
    let id = drops::create(&context::shop(), &context::actor()?, &form).await?;
    redirect(&format!("/admin/drops/{id}?done=created"));
    Ok(())
}

#[server]
pub async fn edit_drop(id: DropId, #[server(default)] form: DropForm) -> Result<(), PageError<EditRefusal>> {
    drops::edit(&context::shop(), &context::actor()?, id, &form).await?;
    redirect(&format!("/admin/drops/{id}?done=saved"));
    Ok(())
}

#[server]
pub async fn discard_drop(id: DropId) -> Result<(), PageError<EditRefusal>> {
    drops::discard(&context::shop(), &context::actor()?, id).await?;
    redirect("/admin/drops?done=discarded");
    Ok(())
}

/// `schedule`, `open`, `pause`, `resume`, `close`.
#[server]
pub async fn run_drop(id: DropId, step: String) -> Result<(), PageError<RunRefusal>> {
    let (shop, actor) = (context::shop(), context::actor()?);
    match step.as_str() {
        "schedule" => drops::schedule(&shop, &actor, id).await?,
        "open" => drops::open_now(&shop, &actor, id).await?,
        "pause" => drops::pause(&shop, &actor, id).await?,
        "resume" => drops::resume(&shop, &actor, id).await?,
        "close" => drops::close_early(&shop, &actor, id).await?,
        _ => return Err(PageError::Lost.answer()),
    }
    redirect(&format!("/admin/drops/{id}?done={step}"));
    Ok(())
}

/// Places a minute that the waiting line admits from now on.
#[server]
pub async fn set_pace(id: DropId, #[server(default)] per_minute: String) -> Result<(), PageError<PaceRefusal>> {
    line::set_pace(&context::shop(), &context::actor()?, id, &per_minute).await?;
    redirect(&format!("/admin/drops/{id}/live"));
    Ok(())
}

#[server]
pub async fn cancel_drop(id: DropId, #[server(default)] reason: String) -> Result<(), PageError<RunRefusal>> {
    drops::cancel(&context::shop(), &context::actor()?, id, &reason).await?;
    redirect(&format!("/admin/drops/{id}?done=cancelled"));
    Ok(())
}
