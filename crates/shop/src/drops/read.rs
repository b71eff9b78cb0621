//! What pages and the API read of the drops.

use sqlx::PgConnection;

use super::store::{self, Which};
use super::{Agenda, Drop, DropCard, DropList, DropLive, DropPage, DropState};
use crate::accounts::{Actor, Permission};
use crate::catalogue;
use crate::{Bar, DropId, Error, Fault, ProductId, Shop, line};

/// Live or upcoming drops: more than anybody runs.
const ALL: i64 = 200;

/// What the open pages of a drop show now. Drafts are not found.
pub async fn live(shop: &Shop, id: DropId) -> Result<DropLive, Error> {
    let mut conn = shop.db.acquire().await?;
    let drop = store::find(&mut *conn, id).await?.filter(|d| d.state.is_public()).ok_or(Bar::NotFound)?;
    live_of(shop, &mut conn, &drop).await
}

async fn live_of(shop: &Shop, conn: &mut PgConnection, drop: &Drop) -> Result<DropLive, Error> {
    let variants = store::variants(conn, drop.id).await?;
    Ok(DropLive {
        id: drop.id,
        mode: drop.mode,
        state: drop.state,
        now: shop.now(),
        opens_at: drop.opens_at,
        closes_at: drop.closes_at,
        reason: drop.reason.clone(),
        variants,
        line: if drop.line_per_minute.is_some() { line::live(shop, drop.id).await? } else { None },
    })
}

/// The page of a drop, by its address or its id. Drafts are for those who see the dashboard.
pub async fn page(shop: &Shop, visitor: Option<&Actor>, name: &str) -> Result<DropPage, Error> {
    let page = shop.reads.drop.read(shop, name.to_owned(), find_page).await?;
    let staff = visitor.is_some_and(|actor| actor.may(Permission::ViewDashboard));
    if !page.drop.state.is_public() && !staff {
        return Err(Bar::NotFound.into());
    }
    Ok(page)
}

async fn find_page(shop: Shop, name: String) -> Result<DropPage, Error> {
    let mut conn = shop.db.acquire().await?;
    let id = match name.parse() {
        Ok(id) => Some(id),
        Err(_) => store::id_of(&mut *conn, &name).await?,
    };
    let drop = store::find(&mut *conn, id.ok_or(Bar::NotFound)?).await?.ok_or(Bar::NotFound)?;
    Ok(DropPage {
        product: catalogue::product(&mut conn, drop.product).await?.ok_or(Bar::NotFound)?,
        pictures: catalogue::pictures(&mut conn, drop.product).await?,
        live: live_of(&shop, &mut conn, &drop).await?,
        base_url: shop.config.base_url.clone(),
        drop,
    })
}

/// What is live, what comes and the last `finished` that are over.
pub async fn agenda(shop: &Shop, finished: i64) -> Result<Agenda, Error> {
    shop.reads.agenda.read(shop, finished, find_agenda).await
}

async fn find_agenda(shop: Shop, finished: i64) -> Result<Agenda, Error> {
    let now = shop.now();
    let current = listed(&shop, Which::Current, ALL).await?;
    let (upcoming, live) = current.into_iter().partition(|card| card.state == DropState::Scheduled);
    let finished = if finished > 0 { listed(&shop, Which::Finished, finished).await? } else { Vec::new() };
    Ok(Agenda { now, live, upcoming, finished })
}

/// The drops of a product that are live or announced, for its page.
pub async fn of_product(shop: &Shop, product: ProductId) -> Result<Vec<DropCard>, Error> {
    shop.reads.drops_of.read(shop, product, find_of_product).await
}

async fn find_of_product(shop: Shop, product: ProductId) -> Result<Vec<DropCard>, Error> {
    Ok(listed(&shop, Which::Product(product), ALL).await?)
}

/// All public drops, newest opening first, at most 100 at a time.
pub async fn list(shop: &Shop, after: Option<DropId>, limit: i64) -> Result<DropList, Error> {
    let limit = limit.clamp(1, 100);
    let mut cards = listed(shop, Which::After(after), limit + 1).await?;
    let more = i64::try_from(cards.len()).is_ok_and(|n| n > limit);
    cards.truncate(usize::try_from(limit).unwrap_or(100));
    let next = cards.last().filter(|_| more).map(|card| card.id);
    Ok(DropList { cards, next })
}

/// One public drop.
pub async fn public(shop: &Shop, id: DropId) -> Result<DropCard, Error> {
    let card = listed(shop, Which::One(id), 1).await?.pop();
    Ok(card.filter(|card| card.state.is_public()).ok_or(Bar::NotFound)?)
}

/// The drops in one state, or all of them, drafts included; newest opening first.
pub async fn all(shop: &Shop, actor: &Actor, state: Option<DropState>) -> Result<Vec<DropCard>, Error> {
    actor.must(Permission::ViewDashboard)?;
    Ok(listed(shop, Which::State(state), ALL).await?)
}

/// One drop for staff, whatever its state.
pub async fn card(shop: &Shop, actor: &Actor, id: DropId) -> Result<(Drop, DropCard), Error> {
    actor.must(Permission::ViewDashboard)?;
    let drop = store::find(&shop.db, id).await?.ok_or(Bar::NotFound)?;
    let card = listed(shop, Which::One(id), 1).await?.pop().ok_or(Bar::NotFound)?;
    Ok((drop, card))
}

async fn listed(shop: &Shop, which: Which, limit: i64) -> Result<Vec<DropCard>, Fault> {
    let mut conn = shop.db.acquire().await?;
    let mut cards = store::cards(&mut conn, which, limit).await?;
    let ids: Vec<_> = cards.iter().map(|card| card.id).collect();
    let mut variants = store::variants_of(&mut *conn, &ids).await?;
    let products: Vec<_> = cards.iter().map(|card| card.product).collect();
    let pictures = catalogue::picture_of(&mut conn, &products).await?;
    for card in &mut cards {
        card.variants = variants.remove(&card.id).unwrap_or_default();
        card.picture = pictures.get(&card.product).cloned();
    }
    Ok(cards)
}
