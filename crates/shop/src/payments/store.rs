//! All SQL of the payments.

use sqlx::{PgConnection, PgExecutor, query, query_as, query_scalar};

use super::{Challenge, Charge, DeclineCode, PaymentState, PaymentView, RefundView};
use crate::defences::{Refused, Tally};
use crate::{AccountId, At, Fault, Money, OrderId, PaymentId, RefundId};

/// A payment as commands see it.
#[derive(Clone, Debug)]
pub(super) struct Payment {
    pub id: PaymentId,
    pub order: OrderId,
    pub amount: Money,
    pub state: PaymentState,
    pub decline_code: Option<DeclineCode>,
}

pub(super) async fn find(db: impl PgExecutor<'_>, id: PaymentId) -> Result<Option<Payment>, Fault> {
    let row = query!(
        r#"select order_id as "order: OrderId", amount_minor, currency, state, decline_code from payments where id = $1"#,
        id.0
    )
    .fetch_optional(db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Payment {
        id,
        order: row.order,
        amount: Money::from_row(row.amount_minor, &row.currency)?,
        state: row.state.parse()?,
        decline_code: row.decline_code.map(|code| code.parse()).transpose()?,
    }))
}

/// Begins a payment; `false` when the order has one that is under way or done.
pub(super) async fn insert(
    conn: &mut PgConnection,
    payment: &Payment,
    gateway: &str,
    at: At,
) -> Result<bool, sqlx::Error> {
    let done = query!(
        "insert into payments (id, order_id, amount_minor, currency, state, gateway, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $7)
         on conflict (order_id) where state in ('started', 'needs_confirmation', 'authorised', 'captured') do nothing",
        payment.id.0,
        payment.order.0,
        payment.amount.minor,
        payment.amount.currency.code(),
        payment.state.name(),
        gateway,
        at as At
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Counts a payment towards what its drop limits, unless as many orders as may be stand there already: paid, or with a
/// payment under way. Two payments that count towards the same follow one another.
pub(super) async fn count(
    conn: &mut PgConnection,
    payment: &Payment,
    tallies: &[Tally],
) -> Result<Result<(), Refused>, sqlx::Error> {
    for tally in tallies {
        let mark = tally.mark.as_slice();
        query!("select pg_advisory_xact_lock(hashtextextended(encode($1, 'hex'), 0))", mark)
            .execute(&mut *conn)
            .await?;
        // After the lock, by a statement of its own: one that waited would still see what was before.
        let standing = query_scalar!(
            r#"select count(*) as "orders!" from payment_marks m
               join payments p on p.id = m.payment_id join orders o on o.id = p.order_id
               where m.mark = $1 and p.state in ('started', 'needs_confirmation', 'authorised', 'captured')
                 and o.state not in ('expired', 'cancelled')"#,
            mark
        )
        .fetch_one(&mut *conn)
        .await?;
        if standing >= tally.most.into() {
            return Ok(Err(tally.refused));
        }
        query!("insert into payment_marks (payment_id, mark) values ($1, $2)", payment.id.0, mark)
            .execute(&mut *conn)
            .await?;
    }
    Ok(Ok(()))
}

/// Keeps that the account pays with this card: draws look for it in other accounts.
pub(super) async fn remember_card(
    conn: &mut PgConnection,
    account: AccountId,
    fingerprint: &[u8; 32],
) -> Result<(), sqlx::Error> {
    query!(
        "insert into account_cards (account_id, fingerprint) values ($1, $2) on conflict do nothing",
        account.0,
        fingerprint.as_slice()
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The order's payment that is under way or done.
pub(super) async fn live_of_order(
    db: impl PgExecutor<'_>,
    order: OrderId,
) -> Result<Option<(PaymentId, PaymentState)>, Fault> {
    let row = query!(
        r#"select id as "id: PaymentId", state from payments
           where order_id = $1 and state in ('started', 'needs_confirmation', 'authorised', 'captured')"#,
        order.0
    )
    .fetch_optional(db)
    .await?;
    row.map(|r| Ok((r.id, r.state.parse()?))).transpose()
}

/// Moves a payment on if it still stands where the caller saw it.
pub(super) async fn advance(
    conn: &mut PgConnection,
    id: PaymentId,
    from: PaymentState,
    to: PaymentState,
    code: Option<DeclineCode>,
    at: At,
) -> Result<bool, sqlx::Error> {
    let done = query!(
        "update payments set state = $3, decline_code = $4, updated_at = $5 where id = $1 and state = $2",
        id.0,
        from.name(),
        to.name(),
        code.map(DeclineCode::name),
        at as At
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Notes the gateway's name for the payment and what may be known of the card.
pub(super) async fn describe(conn: &mut PgConnection, id: PaymentId, charge: &Charge) -> Result<(), sqlx::Error> {
    query!(
        "update payments set reference = $2, card_brand = nullif($3, ''), card_last4 = nullif($4, '') where id = $1",
        id.0,
        charge.reference,
        charge.card_brand,
        charge.card_last4
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What was taken for an order and what of it went back.
pub(super) struct Taken {
    pub payment: PaymentId,
    pub amount: Money,
    pub refunded_minor: i64,
}

/// The order must be locked, so that two refunds cannot both find the same money.
pub(super) async fn taken(conn: &mut PgConnection, order: OrderId) -> Result<Option<Taken>, Fault> {
    let row = query!(
        r#"select p.id as "id: PaymentId", p.amount_minor, p.currency,
                  (select coalesce(sum(r.amount_minor), 0)::bigint from refunds r where r.payment_id = p.id and r.state <> 'failed') as "refunded!"
           from payments p where p.order_id = $1 and p.state = 'captured'"#,
        order.0
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Taken {
        payment: row.id,
        amount: Money::from_row(row.amount_minor, &row.currency)?,
        refunded_minor: row.refunded,
    }))
}

/// A refund as commands see it.
pub(super) struct Refund {
    pub payment: PaymentId,
    pub order: OrderId,
    pub amount: Money,
    pub is_started: bool,
}

pub(super) async fn insert_refund(
    conn: &mut PgConnection,
    id: RefundId,
    payment: PaymentId,
    amount_minor: i64,
    reason: &str,
    by: Option<AccountId>,
    at: At,
) -> Result<(), sqlx::Error> {
    query!(
        "insert into refunds (id, payment_id, amount_minor, reason, account_id, created_at) values ($1, $2, $3, $4, $5, $6)",
        id.0,
        payment.0,
        amount_minor,
        reason,
        by.map(|id| id.0),
        at as At
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn find_refund(db: impl PgExecutor<'_>, id: RefundId) -> Result<Option<Refund>, Fault> {
    let row = query!(
        r#"select r.payment_id as "payment: PaymentId", p.order_id as "order: OrderId", r.amount_minor, p.currency, r.state
           from refunds r join payments p on p.id = r.payment_id where r.id = $1"#,
        id.0
    )
    .fetch_optional(db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let amount = Money::from_row(row.amount_minor, &row.currency)?;
    Ok(Some(Refund { payment: row.payment, order: row.order, amount, is_started: row.state == "started" }))
}

/// Ends a refund as `done` or `failed`; `false` when it has ended before.
pub(super) async fn end_refund(conn: &mut PgConnection, id: RefundId, state: &str) -> Result<bool, sqlx::Error> {
    let done =
        query!("update refunds set state = $2 where id = $1 and state = 'started'", id.0, state).execute(conn).await?;
    Ok(done.rows_affected() == 1)
}

/// What of an order's money has arrived back at the gateway, in minor units.
pub(super) async fn refunded(conn: &mut PgConnection, order: OrderId) -> Result<i64, sqlx::Error> {
    query_scalar!(
        r#"select coalesce(sum(r.amount_minor), 0)::bigint as "sum!" from refunds r join payments p on p.id = r.payment_id
           where p.order_id = $1 and r.state = 'done'"#,
        order.0
    )
    .fetch_one(conn)
    .await
}

/// The tries to pay an order, oldest first, with their refunds.
pub(super) async fn of_order(conn: &mut PgConnection, order: OrderId) -> Result<Vec<PaymentView>, Fault> {
    let rows = query!(
        r#"select id as "id: PaymentId", state, amount_minor, currency, card_brand, card_last4, created_at as "at: At"
           from payments where order_id = $1 order by created_at, id"#,
        order.0
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut payments = Vec::new();
    for row in rows {
        let amount = Money::from_row(row.amount_minor, &row.currency)?;
        payments.push(PaymentView {
            id: row.id,
            state: row.state.parse()?,
            amount,
            card_brand: row.card_brand,
            card_last4: row.card_last4,
            at: row.at,
            refunds: refunds(conn, row.id, amount).await?,
        });
    }
    Ok(payments)
}

async fn refunds(conn: &mut PgConnection, payment: PaymentId, of: Money) -> Result<Vec<RefundView>, sqlx::Error> {
    let rows = query!(
        r#"select amount_minor, reason, state, created_at as "at: At" from refunds where payment_id = $1 order by created_at, id"#,
        payment.0
    )
    .fetch_all(conn)
    .await?;
    let view = |amount_minor, reason, state: &str, at| RefundView {
        amount: Money::new(amount_minor, of.currency),
        reason,
        done: state == "done",
        failed: state == "failed",
        at,
    };
    Ok(rows.into_iter().map(|r| view(r.amount_minor, r.reason, &r.state, r.at)).collect())
}

/// A bank's question that waits for this account's answer.
pub(super) async fn challenge(
    db: impl PgExecutor<'_>,
    id: PaymentId,
    account: AccountId,
    now: At,
) -> Result<Option<Challenge>, Fault> {
    let row = query_as!(
        ChallengeRow,
        r#"select p.order_id as "order: OrderId", p.amount_minor, p.currency, p.card_last4, o.expires_at as "expires_at: At"
           from payments p join orders o on o.id = p.order_id
           where p.id = $1 and o.account_id = $2 and p.state = 'needs_confirmation'"#,
        id.0,
        account.0
    )
    .fetch_optional(db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Challenge {
        payment: id,
        order: row.order,
        amount: Money::from_row(row.amount_minor, &row.currency)?,
        card_last4: row.card_last4.unwrap_or_default(),
        expires_at: row.expires_at,
        now,
    }))
}

struct ChallengeRow {
    order: OrderId,
    amount_minor: i64,
    currency: String,
    card_last4: Option<String>,
    expires_at: At,
}
