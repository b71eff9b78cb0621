//! `GET /drops`, `GET /drops/{id}`.

use axum::Json;
use axum::extract::{Query, State};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use shop::drops::{self, DropCard, DropMode, DropState};
use shop::{Bar, DrawId, DropId, Money, Shop, VariantId, draws};

use super::caller::Id;
use crate::http::AppState;
use crate::problem::Problem;

/// Where to go on, and how far.
#[derive(Deserialize)]
pub struct Page {
    after: Option<DropId>,
    limit: Option<i64>,
}

/// A page of drops.
#[derive(Serialize)]
pub struct Drops {
    data: Vec<DropJson>,
    /// Pass as `after` for the next page.
    next: Option<DropId>,
}

/// A drop, as the API shows it.
#[derive(Serialize)]
pub struct DropJson {
    id: DropId,
    slug: String,
    name: String,
    mode: DropMode,
    state: DropState,
    opens_at: String,
    closes_at: String,
    limit_per_customer: i32,
    /// Of a draw-mode drop that has opened.
    draw_id: Option<DrawId>,
    variants: Vec<VariantJson>,
}

#[derive(Serialize)]
struct VariantJson {
    id: VariantId,
    name: String,
    price: Money,
    pledged: i32,
    /// Units that nobody holds.
    free: i32,
    /// Units that wait for their payment and may come back.
    held: i32,
}

/// Public drops, newest opening first.
pub async fn list(
    State(AppState { shop, .. }): State<AppState>,
    page: Result<Query<Page>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<Drops>, Problem> {
    let Query(page) = page.map_err(|e| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "validation", e.body_text()))?;
    let list = drops::list(&shop, page.after, page.limit.unwrap_or(50)).await?;
    let data = with_draws(&shop, list.cards).await?;
    Ok(Json(Drops { data, next: list.next }))
}

/// One public drop.
pub async fn one(State(AppState { shop, .. }): State<AppState>, Id(id): Id<DropId>) -> Result<Json<DropJson>, Problem> {
    let card = drops::public(&shop, id).await?;
    let mut found = with_draws(&shop, vec![card]).await?;
    found.pop().map(Json).ok_or_else(|| Problem::refused(&Bar::NotFound))
}

async fn with_draws(shop: &Shop, cards: Vec<DropCard>) -> Result<Vec<DropJson>, Problem> {
    let ids: Vec<_> = cards.iter().filter(|c| c.mode == DropMode::Draw).map(|c| c.id).collect();
    let draws = draws::of_drops(shop, &ids).await.map_err(|fault| Problem::fault(&fault))?;
    Ok(cards.into_iter().map(|card| json(draws.get(&card.id).copied(), card)).collect())
}

fn json(draw_id: Option<DrawId>, card: DropCard) -> DropJson {
    let variants = card.variants.into_iter().map(|v| VariantJson {
        id: v.variant,
        name: v.name,
        price: v.price,
        pledged: v.pledged,
        free: v.free,
        held: v.held,
    });
    DropJson {
        id: card.id,
        slug: card.slug,
        name: card.name,
        mode: card.mode,
        state: card.state,
        opens_at: card.opens_at.rfc3339(),
        closes_at: card.closes_at.rfc3339(),
        limit_per_customer: card.limit_per_customer,
        draw_id,
        variants: variants.collect(),
    }
}
