//! What a line does as its drop moves on; steps of the drop's transaction.

use std::collections::HashMap;

use draw::ServerSeed;
use sqlx::PgConnection;

use super::store::Arrivals;
use super::{Pace, store};
use crate::{At, DropId, Fault, Shop};

/// Purpose of the key under which the seeds of lines are sealed.
const SEED_SEAL: &str = "line-seed";

/// Gives a draft a line of that pace, or none.
pub async fn plan(conn: &mut PgConnection, drop: DropId, per_minute: Option<i32>) -> Result<(), Fault> {
    Ok(store::plan(conn, drop, per_minute).await?)
}

/// Commits to the order of the line, if the drop has one: with the drop's announcement.
pub async fn announce(shop: &Shop, conn: &mut PgConnection, drop: DropId) -> Result<(), Fault> {
    let seed = ServerSeed::new(rand::random());
    let commitment = draw::line::commitment(drop.0, &seed);
    let sealed = shop.config.secret.seal(SEED_SEAL, seed.as_bytes())?;
    Ok(store::announce(conn, drop, &commitment, &sealed).await?)
}

/// Opens the line with its drop, if it has one: the seed is published, the lobby gets its places, and those who came
/// after the opening time, while nobody had opened it yet, queue behind.
pub async fn open(shop: &Shop, conn: &mut PgConnection, drop: DropId, at: At) -> Result<(), Fault> {
    let Some(sealed) = store::lock_sealed(conn, drop).await? else { return Ok(()) };
    let seed: [u8; 32] = shop.config.secret.open(SEED_SEAL, &sealed.seed)?.try_into().map_err(|_| damaged())?;
    let seed = ServerSeed::new(seed);
    let arrivals = store::arrivals(conn, drop).await?;
    let places = tokio::task::spawn_blocking(move || places(&seed, &arrivals)).await?;
    store::place(conn, drop, &places).await?;
    Ok(store::open(conn, drop, &seed, Pace::opening(sealed.per_minute, at), at).await?)
}

/// The places of those who are there, in the order of coming: first the lobby by lot, then the others as they came.
fn places(seed: &ServerSeed, arrivals: &Arrivals) -> Vec<i32> {
    let all = || arrivals.ids.iter().zip(&arrivals.in_lobby);
    let those = |in_lobby| all().filter(move |(_, early)| **early == in_lobby).map(|(id, _)| *id);
    let order = draw::line::order(seed, those(true)).into_iter().chain(those(false));
    let places: HashMap<_, _> = order.zip(1..).collect();
    arrivals.ids.iter().map(|id| places[id]).collect()
}

fn damaged() -> Fault {
    Fault::new("the seed of a line is not 32 bytes")
}
