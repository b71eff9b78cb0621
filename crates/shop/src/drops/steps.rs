//! Moving units and states inside a caller's transaction.
//!
//! Rows are always locked in the same order, so that no two transactions wait for each other:
//! `orders`, `drops` (never more than `no key update`), `drop_variants`, `drop_customers`, `stock`,
//! each in the order of its key.

use sqlx::PgConnection;

use super::{DropMode, DropState, store};
use crate::{AccountId, At, DropId, Error, Fault, Money, VariantId, refusal::constraint, stock};

/// Units of one variant of a drop for one account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Units {
    /// In which drop.
    pub drop: DropId,
    /// Of which variant.
    pub variant: VariantId,
    /// For whom.
    pub account: AccountId,
    /// How many; at least 1.
    pub units: i32,
}

/// What was held, and on which terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Per unit.
    pub price: Money,
    /// Minutes to pay.
    pub payment_window_minutes: i32,
}

crate::refusal! {
    /// Why units could not be held.
    HoldRefusal {
        /// No unit is free.
        SoldOut => "sold-out", 409, "Every unit is taken. Units that are not paid in time return; this page shows when.";
        /// The account has as many as one may have.
        LimitReached => "limit-reached", 409, "You already have as many as one person may have in this drop.";
        /// The drop is not selling.
        NotOpen => "not-open", 403, "This drop is not open.";
        /// There is no such drop, or the drop has no such variant.
        NoSuchVariant => "no-such-variant", 404, "This drop has no such size.";
    }
}

/// Holds units whatever the window: for offers of a draw, whose transition the caller has locked.
///
/// # Errors
/// A [`HoldRefusal`]; after one the transaction can only be rolled back.
pub async fn hold(conn: &mut PgConnection, units: &Units) -> Result<Held, Error<HoldRefusal>> {
    let Some(row) = store::hold(conn, units).await.map_err(refused)? else {
        return Err(Error::Refused(why_not_held(conn, units).await?));
    };
    store::count_in(conn, units, row.limit_per_customer).await.map_err(refused)?;
    Ok(Held {
        price: Money::from_row(row.price_minor, &row.currency)?,
        payment_window_minutes: row.payment_window_minutes,
    })
}

fn refused(error: sqlx::Error) -> Error<HoldRefusal> {
    match constraint(&error) {
        Some("drop_variants_not_oversold") => Error::Refused(HoldRefusal::SoldOut),
        Some("drop_customers_limit") => Error::Refused(HoldRefusal::LimitReached),
        _ => error.into(),
    }
}

async fn why_not_held(conn: &mut PgConnection, units: &Units) -> Result<HoldRefusal, Fault> {
    let sold = store::variants(conn, units.drop).await?.iter().any(|v| v.variant == units.variant);
    Ok(if sold { HoldRefusal::NotOpen } else { HoldRefusal::NoSuchVariant })
}

/// Gives held units back: see [`release_holds`].
pub async fn release_hold(conn: &mut PgConnection, units: &Units, at: At) -> Result<(), Fault> {
    release_holds(conn, std::slice::from_ref(units), at).await
}

/// Gives held units back, to the drop or, when it is over, to the shop's shelf.
pub async fn release_holds(conn: &mut PgConnection, units: &[Units], at: At) -> Result<(), Fault> {
    store::lock_units(conn, units).await?;
    for returned in store::release_holds(conn, units).await? {
        stock::release(conn, returned.variant_id, returned.units, returned.drop_id, at).await?;
    }
    Ok(store::count_out(conn, units).await?)
}

/// Turns held units into sold ones and takes them off the shop's stock.
pub async fn pay_held(conn: &mut PgConnection, units: &Units, order: crate::OrderId, at: At) -> Result<(), Fault> {
    store::pay_held(conn, units).await?;
    stock::sell(conn, units.variant, units.units, order, at).await
}

/// Takes sold units back, after a refund before shipping: to the drop, or to the shop's shelf when
/// the drop is over.
pub async fn take_back(conn: &mut PgConnection, units: &Units, order: crate::OrderId, at: At) -> Result<(), Fault> {
    let over = store::take_back(conn, units).await?;
    store::count_out(conn, std::slice::from_ref(units)).await?;
    stock::give_back(conn, units.variant, units.units, order, at).await?;
    if !over {
        let pledged = stock::pledge(conn, units.variant, units.units, units.drop, at).await;
        pledged.map_err(|_| Fault::new("a unit just given back could not be pledged"))?;
    }
    Ok(())
}

/// Returns free units of a drop to the shop's shelf for good.
pub async fn write_off(
    conn: &mut PgConnection,
    drop: DropId,
    variant: VariantId,
    units: i32,
    at: At,
) -> Result<(), Fault> {
    store::write_off(conn, drop, variant, units).await?;
    stock::release(conn, variant, units, drop, at).await
}

/// Returns all free units of a drop to the shop's shelf. Locks the drop's units, so that no order
/// under way is overlooked; answers how many are still held.
pub async fn write_off_free(conn: &mut PgConnection, drop: DropId, at: At) -> Result<i32, Fault> {
    let rows = store::lock_variants(conn, drop).await?;
    for row in rows.iter().filter(|row| row.free > 0) {
        write_off(conn, drop, row.variant_id, row.free, at).await?;
    }
    Ok(rows.iter().map(|row| row.held).sum())
}

/// Moves a drop from one state to another; `false` when it was no longer there.
///
/// # Errors
/// A fault when the state machine knows no such step.
pub async fn advance(
    conn: &mut PgConnection,
    drop: DropId,
    from: DropState,
    to: DropState,
    at: At,
) -> Result<bool, Fault> {
    step(conn, drop, from, to, None, at).await
}

/// Ends a drop in draw mode that cannot be drawn as promised, with the public reason. Units are
/// returned to the shelf; `false` when it was no longer in `from`.
pub async fn void(conn: &mut PgConnection, drop: DropId, from: DropState, reason: &str, at: At) -> Result<bool, Fault> {
    let moved = step(conn, drop, from, DropState::Void, Some(reason), at).await?;
    if moved {
        write_off_free(conn, drop, at).await?;
    }
    Ok(moved)
}

pub(super) async fn step(
    conn: &mut PgConnection,
    drop: DropId,
    from: DropState,
    to: DropState,
    reason: Option<&str>,
    at: At,
) -> Result<bool, Fault> {
    let legal = [DropMode::FlashSale, DropMode::Draw].into_iter().any(|mode| from.may_become(mode, to));
    if !legal {
        return Err(Fault::new(format!("a drop does not go from {} to {}", from.name(), to.name())));
    }
    Ok(store::advance(conn, drop, from, to, reason, at).await?)
}
