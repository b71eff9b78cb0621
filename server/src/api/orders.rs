//! `POST /drops/{id}/orders`, `GET /orders/{id}`.

use axum::Json;
use axum::extract::State;
use http::{HeaderName, StatusCode, header};
use serde::{Deserialize, Serialize};
use shop::orders::{self, OrderState, PlaceOrder, PlaceRefusal};
use shop::{DropId, Error, Money, Never, OrderId, Refusal, VariantId, line};

use super::caller::{Body, Caller, Carried, CarriedAdmission, Id, IdempotencyKey};
use crate::http::AppState;
use crate::problem::Problem;

/// What to buy.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewOrder {
    variant_id: VariantId,
    #[serde(default = "one_unit")]
    quantity: i32,
}

const fn one_unit() -> i32 {
    1
}

/// An order, as the API shows it.
#[derive(Serialize)]
pub struct OrderJson {
    id: OrderId,
    number: i64,
    state: OrderState,
    total: Money,
    /// End of the payment window, RFC 3339.
    expires_at: String,
}

type Created = (StatusCode, [(HeaderName, String); 1], Json<OrderJson>);

/// Buys in a flash sale: 201 with the order, 200 for a repeat of the same key.
pub async fn place(
    State(AppState { shop, .. }): State<AppState>,
    Caller(actor): Caller,
    Id(drop): Id<DropId>,
    IdempotencyKey(idempotency_key): IdempotencyKey,
    CarriedAdmission(carried): CarriedAdmission,
    Carried(evidence): Carried,
    Body(order): Body<NewOrder>,
) -> Result<Created, Problem> {
    let admission = line::admission_for::<Never>(&shop, &actor, drop, carried).await?;
    let NewOrder { variant_id: variant, quantity } = order;
    let press = PlaceOrder { drop, variant, quantity, idempotency_key, admission, evidence };
    let placed = orders::place(&shop, &actor, press).await.map_err(|error| match error {
        Error::Refused(PlaceRefusal::ProofNeeded) => proof_needed(drop),
        error => error.into(),
    })?;
    let (status, state) = if placed.repeated {
        // It may have been paid meanwhile, or lapsed.
        (StatusCode::OK, orders::find(&shop, &actor, placed.id).await?.state)
    } else {
        (StatusCode::CREATED, OrderState::PendingPayment)
    };
    let body = OrderJson {
        id: placed.id,
        number: placed.number,
        state,
        total: placed.total,
        expires_at: placed.expires_at.rfc3339(),
    };
    Ok((status, [(header::LOCATION, format!("/api/v1/orders/{}", placed.id))], Json(body)))
}

/// What a page does by itself, a program is told.
fn proof_needed(drop: DropId) -> Problem {
    let how = format!(
        "This drop asks for a proof of work, and the request came without a valid one. Get a challenge from /api/v1/drops/{drop}/challenge, solve it, and send the order again with the proof in the Fairdrop-Proof header."
    );
    Problem::new(StatusCode::FORBIDDEN, PlaceRefusal::ProofNeeded.slug(), &how)
}

/// The caller's order.
pub async fn one(
    State(AppState { shop, .. }): State<AppState>,
    Caller(actor): Caller,
    Id(id): Id<OrderId>,
) -> Result<Json<OrderJson>, Problem> {
    let order = orders::find(&shop, &actor, id).await?;
    Ok(Json(OrderJson {
        id: order.id,
        number: order.number,
        state: order.state,
        total: order.total,
        expires_at: order.expires_at.rfc3339(),
    }))
}
