//! What pages and the API read of a line.

use draw::ServerSeed;

use super::{LineLive, LineRecord, Standing, admission, store};
use crate::accounts::Actor;
use crate::{Bar, DropId, Error, Fault, LobbyId, Shop};

/// The line of a drop as everybody sees it; `None` without one.
pub async fn live(shop: &Shop, drop: DropId) -> Result<Option<LineLive>, Fault> {
    if !admission::has_line(shop, drop).await? {
        return Ok(None);
    }
    let line = store::find(&shop.db, drop).await?;
    Ok(line.map(|line| LineLive { lobby_opens_at: line.lobby_opens_at(), people: line.people, pace: line.pace }))
}

/// How the actor stands in the drop's line; `None` without one.
pub async fn standing(shop: &Shop, actor: &Actor, drop: DropId) -> Result<Option<Standing>, Fault> {
    if !admission::has_line(shop, drop).await? {
        return Ok(None);
    }
    let mut conn = shop.db.acquire().await?;
    let Some(line) = store::find(&mut *conn, drop).await? else { return Ok(None) };
    let seats = store::seats(&mut conn, drop, &[actor.id]).await?;
    Ok(Some(line.standing(shop, actor.id, &seats, shop.now())))
}

/// What is published of a line: the commitment from the announcement on, seed and lobby from the opening on.
///
/// # Errors
/// [`Bar::NotFound`] without a line that is announced.
pub async fn record(shop: &Shop, drop: DropId) -> Result<LineRecord, Error> {
    if !admission::has_line(shop, drop).await? {
        return Err(Bar::NotFound.into());
    }
    let mut conn = shop.db.acquire().await?;
    let (commitment, seed) = store::promise(&mut conn, drop).await?.ok_or(Bar::NotFound)?;
    let lobby = match &seed {
        None => Vec::new(),
        Some(seed) => draw::line::order(seed, store::lobby(&mut conn, drop).await?.into_iter().map(|id| id.0)),
    };
    Ok(LineRecord {
        drop_id: drop,
        commitment: commitment.to_string(),
        seed: seed.as_ref().map(ServerSeed::to_string),
        lobby: lobby.into_iter().map(LobbyId).collect(),
    })
}
