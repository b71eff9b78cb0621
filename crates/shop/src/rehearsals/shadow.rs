//! The shadow of a drop: a schema of its own with the tables of the shop and, in them, a copy of the drop and a crowd.
//!
//! It is made in one transaction, so it is there as a whole or not at all. Its connections look into its schema first and
//! then where the shop's look, since the database's extensions are there. All tables that the shop knows are in its
//! schema; and should somebody drop it under their feet, the presses meet a shop that has no such drop.

use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;

use super::Failure;
use super::store::{self, Copied, Plan};
use crate::accounts::{self, Actor};
use crate::defences::{self, Settings};
use crate::transaction::begin;
use crate::{DropId, Fault, RehearsalId, Shop, VariantId, drops, line};

/// The order path needs few: its batches follow one another.
const CONNECTIONS: u32 = 8;
/// The copy sells for so long, longer than any rehearsal.
const WINDOW: Duration = Duration::from_hours(24);
/// A lobby stays open for so long unless it is opened before, longer than anybody takes to join.
const LOBBY: Duration = Duration::from_mins(10);
/// No password has this hash.
const NO_PASSWORD: &str = "none";

/// A copy of a drop with a crowd before it.
pub(super) struct Shadow {
    /// The shop around it.
    pub shop: Shop,
    /// The copy: announced, and due to open unless it has a line.
    pub drop: DropId,
    /// Units that one account may have.
    pub limit: i32,
    /// Units of each size.
    pub sizes: Vec<(VariantId, i32)>,
    /// Places a minute that its line admits; none without a line.
    pub line_per_minute: Option<i32>,
    /// Whether it asks for a proof of work.
    pub proof: bool,
    /// Who presses.
    pub crowd: Vec<Actor>,
}

/// Why there is no shadow.
pub(super) enum Unmade {
    /// The drop is gone: a draft that was thrown away.
    Gone,
    /// As the rehearsal says it.
    Failed(Failure, Fault),
}

impl<E: Into<Fault>> From<E> for Unmade {
    fn from(error: E) -> Self {
        Self::Failed(Failure::Fault, error.into())
    }
}

/// What the names of shadows' schemas begin with; the rehearsal's id follows.
const PREFIX: &str = "rehearsal_";

/// Makes the shadow of a drop.
pub(super) async fn make(shop: &Shop, id: RehearsalId, plan: &Plan) -> Result<Shadow, Unmade> {
    let drop = drops::find(&shop.db, plan.drop).await?.ok_or(Unmade::Gone)?;
    let units = drops::variants(&shop.db, plan.drop).await?;
    let defences = defences::find(&shop.db, plan.drop).await?;
    let schema = format!("{PREFIX}{}", id.0.simple());
    let pool = pool(shop, &schema).await?;
    let mut tx = begin(&pool).await?;
    store::create_schema(&mut tx, &schema).await.map_err(may_not)?;
    store::make_tables(&mut tx).await?;
    let now = shop.now();
    // The rehearsal's id once more, so that whoever finds the schema knows the drop.
    // A line is joined before the copy opens.
    let opens_at = if drop.line_per_minute.is_some() { now.plus(LOBBY) } else { now };
    let copy = Copied { id: DropId(id.0), drop: &drop, units: &units, opens_at, closes_at: now.plus(WINDOW) };
    store::copy(&mut tx, &copy).await?;
    let shoppers = u32::try_from(plan.shoppers).unwrap_or(0);
    // At the opening every account is older by so much.
    let until_open = (drop.opens_at.ms() - now.ms()).max(0);
    let crowd = accounts::crowd(&mut tx, shoppers, NO_PASSWORD, now.plus_ms(-until_open)).await?;
    // The commitment of a line is made anew: its seed is for one drop alone.
    line::plan(&mut tx, copy.id, drop.line_per_minute).await?;
    line::announce(shop, &mut tx, copy.id).await?;
    // The crowd solves its proofs on the shop's own machine: easy ones. Checking a proof costs the same, however hard it was.
    let proof = defences.proof_bits.is_some();
    let defences = Settings { proof_bits: proof.then_some(1), ..defences };
    defences::set(&mut tx, copy.id, &defences).await?;
    if defences.confirmed_email || defences.account_age_minutes.is_some() {
        let likenesses = accounts::likenesses(&shop.db, plan.shoppers.into()).await?;
        accounts::liken(&mut tx, &crowd, &likenesses, until_open).await?;
    }
    tx.commit().await?;
    Ok(Shadow {
        // The mailer of this handle is never used: mails leave by jobs, and nobody runs those of a shadow.
        shop: Shop::new(pool, shop.redis.clone(), shop.clock.clone(), shop.config.clone()),
        drop: copy.id,
        limit: drop.limit_per_customer,
        line_per_minute: drop.line_per_minute,
        proof,
        sizes: units.into_iter().map(|size| (size.variant, size.pledged)).collect(),
        crowd,
    })
}

async fn pool(shop: &Shop, schema: &str) -> sqlx::Result<PgPool> {
    let schema = schema.to_owned();
    PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .after_connect(move |conn, _| {
            let schema = schema.clone();
            Box::pin(async move { store::look_into(conn, &schema).await })
        })
        .connect_with((*shop.db.connect_options()).clone())
        .await
}

fn may_not(error: sqlx::Error) -> Unmade {
    let refused = error.as_database_error().is_some_and(|e| e.code().as_deref() == Some("42501"));
    Unmade::Failed(if refused { Failure::NotAllowed } else { Failure::Fault }, error.into())
}

/// Removes all shadows but that of a rehearsal under way: what a killed worker left behind too.
pub(super) async fn sweep(shop: &Shop) -> Result<(), Fault> {
    for schema in store::shadows(&shop.db).await? {
        store::drop_schema(&shop.db, &schema).await?;
        let drop = DropId(schema.trim_start_matches(PREFIX).parse()?);
        drops::forget_marks(shop, drop).await;
    }
    Ok(())
}
