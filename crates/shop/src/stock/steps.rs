//! Steps: called inside the transaction of a drop's or an order's command.

use sqlx::PgConnection;
use uuid::Uuid;

use super::store::{self, Change};
use super::{Reason, StockRefusal};
use crate::refusal::constraint;
use crate::{AccountId, At, DropId, Error, Fault, OrderId, VariantId};

/// Begins the ledger of a new variant with nothing on the shelf. Twice does no harm.
pub async fn open(conn: &mut PgConnection, variant: VariantId) -> sqlx::Result<()> {
    store::open(conn, variant).await
}

/// Sets `units` of what is available aside for a drop. Refuses when there are not that many; the
/// transaction is then broken and has to be rolled back.
pub async fn pledge(
    conn: &mut PgConnection,
    variant: VariantId,
    units: i32,
    drop: DropId,
    at: At,
) -> Result<(), Error<StockRefusal>> {
    let change = Change { reserved: counted(units)?, ..Change::new(Reason::Pledged, Some(drop.0), at) };
    store::apply(conn, variant, &change).await.map_err(refusal)
}

/// Puts `units` that a drop had set aside back on the shelf.
pub async fn release(
    conn: &mut PgConnection,
    variant: VariantId,
    units: i32,
    drop: DropId,
    at: At,
) -> Result<(), Fault> {
    let change = Change { reserved: -counted(units)?, ..Change::new(Reason::Released, Some(drop.0), at) };
    Ok(store::apply(conn, variant, &change).await?)
}

/// `units` that were set aside leave the shop with a paid order.
pub async fn sell(
    conn: &mut PgConnection,
    variant: VariantId,
    units: i32,
    order: OrderId,
    at: At,
) -> Result<(), Fault> {
    let units = counted(units)?;
    let change = Change { on_hand: -units, reserved: -units, ..Change::new(Reason::Sold, Some(order.0), at) };
    Ok(store::apply(conn, variant, &change).await?)
}

/// `units` of a paid order come back: on the shelf again and available. A drop that wants to sell
/// them once more pledges them anew.
pub async fn give_back(
    conn: &mut PgConnection,
    variant: VariantId,
    units: i32,
    order: OrderId,
    at: At,
) -> Result<(), Fault> {
    let change = Change { on_hand: counted(units)?, ..Change::new(Reason::Returned, Some(order.0), at) };
    Ok(store::apply(conn, variant, &change).await?)
}

/// `units` come in: more on the shelf (or fewer, when staff counted again: then `units` is
/// negative). `by` is the member of staff.
pub(crate) async fn stocked(
    conn: &mut PgConnection,
    variant: VariantId,
    units: i32,
    why: Reason,
    note: &str,
    by: Option<AccountId>,
    at: At,
) -> Result<(), Error<StockRefusal>> {
    let change = Change { on_hand: units, note, account: by, ..Change::new(why, None, at) };
    store::apply(conn, variant, &change).await.map_err(refusal)
}

/// Units that are free.
pub(crate) async fn available(conn: &mut PgConnection, variant: VariantId) -> Result<i32, Fault> {
    Ok(store::available(conn, variant).await?)
}

/// A count of things is positive: a negative one would turn a step into its opposite.
fn counted(units: i32) -> Result<i32, Fault> {
    if units > 0 { Ok(units) } else { Err(Fault::new(format!("{units} units of stock cannot move"))) }
}

impl Change<'_> {
    fn new(reason: Reason, subject: Option<Uuid>, at: At) -> Self {
        Change { on_hand: 0, reserved: 0, reason, note: "", subject, account: None, at }
    }
}

fn refusal(error: sqlx::Error) -> Error<StockRefusal> {
    match constraint(&error) {
        Some("stock_available_not_negative" | "stock_on_hand_not_negative") => Error::Refused(StockRefusal::NotEnough),
        _ => error.into(),
    }
}
