//! The sandbox's ledger: what a card network would remember. No other feature reads it.

use sqlx::{PgConnection, PgExecutor, PgPool, query, query_scalar};
use uuid::Uuid;

use super::super::{Charge, ChargeState, DeclineCode, GatewayError};
use crate::transaction::begin;
use crate::{At, Money};

/// What is done to a charge.
#[derive(Clone, Copy, Debug)]
pub(super) enum Operation {
    Capture,
    Cancel,
    /// So many minor units.
    Refund(i64),
}

impl Operation {
    const fn name(self) -> &'static str {
        match self {
            Self::Capture => "capture",
            Self::Cancel => "cancel",
            Self::Refund(_) => "refund",
        }
    }
}

pub(super) struct NewCharge<'a> {
    pub key: &'a str,
    pub amount: Money,
    pub brand: &'a str,
    pub last4: &'a str,
    pub behaviour: &'a str,
    pub state: ChargeState,
}

const fn names(state: ChargeState) -> (&'static str, Option<&'static str>) {
    match state {
        ChargeState::NeedsConfirmation => ("needs_confirmation", None),
        ChargeState::Authorised => ("authorised", None),
        ChargeState::Captured => ("captured", None),
        ChargeState::Declined(code) => ("declined", Some(code.name())),
        ChargeState::Cancelled => ("cancelled", None),
    }
}

fn state(name: &str, code: Option<&str>) -> ChargeState {
    match name {
        "needs_confirmation" => ChargeState::NeedsConfirmation,
        "authorised" => ChargeState::Authorised,
        "captured" => ChargeState::Captured,
        "cancelled" => ChargeState::Cancelled,
        _ => ChargeState::Declined(code.and_then(|c| c.parse().ok()).unwrap_or(DeclineCode::CardDeclined)),
    }
}

/// Writes the charge unless its key has one; answers the one that stands.
pub(super) async fn authorise(db: &PgPool, new: &NewCharge<'_>, at: At) -> Result<Charge, sqlx::Error> {
    let (state, code) = names(new.state);
    query!(
        "insert into sandbox_charges (id, idempotency_key, amount_minor, currency, card_brand, card_last4, behaviour, state, decline_code, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (idempotency_key) do nothing",
        Uuid::now_v7(),
        new.key,
        new.amount.minor,
        new.amount.currency.code(),
        new.brand,
        new.last4,
        new.behaviour,
        state,
        code,
        at as At
    )
    .execute(db)
    .await?;
    find(db, new.key).await?.ok_or(sqlx::Error::RowNotFound)
}

pub(super) async fn find(db: impl PgExecutor<'_>, key: &str) -> Result<Option<Charge>, sqlx::Error> {
    let row = query!(
        "select id, state, decline_code, card_brand, card_last4 from sandbox_charges where idempotency_key = $1",
        key
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|r| Charge {
        reference: r.id.to_string(),
        state: state(&r.state, r.decline_code.as_deref()),
        card_brand: r.card_brand,
        card_last4: r.card_last4,
    }))
}

/// Takes the place of an authorisation that has not arrived, so that it never can.
pub(super) async fn forestall(db: &PgPool, key: &str, at: At) -> Result<(), sqlx::Error> {
    query!(
        "insert into sandbox_charges (id, idempotency_key, amount_minor, currency, card_brand, card_last4, behaviour, state, created_at)
         values ($1, $2, 0, '', '', '', 'forestalled', 'cancelled', $3) on conflict (idempotency_key) do nothing",
        Uuid::now_v7(),
        key,
        at as At
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn answer(db: &PgPool, key: &str, agreed: bool) -> Result<bool, sqlx::Error> {
    let done = query!(
        "update sandbox_charges set state = case when $2 then 'authorised' else 'declined' end,
                decline_code = case when $2 then null else 'not_confirmed' end
         where idempotency_key = $1 and state = 'needs_confirmation'",
        key,
        agreed
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Does the operation once per key.
pub(super) async fn operate(
    db: &PgPool,
    key: &str,
    charge_key: &str,
    what: Operation,
    at: At,
) -> Result<(), GatewayError> {
    let mut tx = begin(db).await?;
    let charge = query!(
        "select id, state, behaviour, amount_minor, refunded_minor from sandbox_charges where idempotency_key = $1 for update",
        charge_key
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(GatewayError::Refused("there is no such charge"))?;
    if done_before(&mut tx, key).await? {
        return Ok(());
    }
    let amount = match (what, charge.state.as_str()) {
        (Operation::Capture, "authorised") if charge.behaviour == "fail_capture" => {
            return Err(GatewayError::Refused("the bank does not pay, as this card asks for"));
        }
        (Operation::Capture, "authorised") => charge.amount_minor,
        (Operation::Cancel, "authorised" | "needs_confirmation" | "cancelled" | "declined") => 0,
        (Operation::Refund(amount), "captured") if charge.refunded_minor + amount <= charge.amount_minor => amount,
        _ => return Err(GatewayError::Refused("the charge does not stand so that this could be done")),
    };
    write(&mut tx, key, charge.id, what, amount, at).await?;
    tx.commit().await?;
    Ok(())
}

async fn done_before(conn: &mut PgConnection, key: &str) -> Result<bool, sqlx::Error> {
    query_scalar!(r#"select exists (select from sandbox_operations where idempotency_key = $1) as "done!""#, key)
        .fetch_one(conn)
        .await
}

async fn write(
    conn: &mut PgConnection,
    key: &str,
    charge: Uuid,
    what: Operation,
    amount: i64,
    at: At,
) -> Result<(), sqlx::Error> {
    query!(
        "insert into sandbox_operations (idempotency_key, charge_id, kind, amount_minor, at) values ($1, $2, $3, $4, $5)",
        key,
        charge,
        what.name(),
        amount,
        at as At
    )
    .execute(&mut *conn)
    .await?;
    query!(
        "update sandbox_charges
         set state = case $2 when 'capture' then 'captured'
                             when 'cancel' then case state when 'declined' then state else 'cancelled' end
                             else state end,
             refunded_minor = refunded_minor + case $2 when 'refund' then $3::bigint else 0::bigint end
         where id = $1",
        charge,
        what.name(),
        amount
    )
    .execute(conn)
    .await?;
    Ok(())
}
