use sqlx::PgConnection;

use super::store::{self, OwnRow, PanelRow, Wanted};
use super::{
    Entrant, EntryPanel, MyEntry, PoolLive, Receipt, Show, StaffEntries, StaffEntry, Standing, tickets_in_words,
    weight_after, weights_in_words,
};
use crate::accounts::{Actor, Permission};
use crate::catalogue::{self, Picture};
use crate::drops::DropState;
use crate::{At, Bar, DrawId, DropId, EntryId, Error, Fault, Shop};

/// Rows of a page of entries.
const PAGE: i64 = 50;
/// Groups of suspects that are shown at once; those that are dealt with make room for the next.
const GROUPS: i64 = 20;

/// The pools of a drop in draw mode, with the standing entries of each.
pub async fn pools(shop: &Shop, drop: DropId) -> Result<Vec<PoolLive>, Fault> {
    store::pools(&shop.db, drop).await
}

/// What everybody may know of a drop in draw mode.
#[derive(Clone)]
pub(crate) struct Pools {
    row: PanelRow,
    pools: Vec<PoolLive>,
}

/// As it stands; nothing of a drop that is no draw.
pub(crate) async fn pools_of(conn: &mut PgConnection, drop: DropId) -> Result<Pools, Error> {
    let row = store::panel_row(&mut *conn, drop).await?.ok_or(Bar::NotFound)?;
    Ok(Pools { row, pools: store::pools(conn, drop).await? })
}

/// How many entries came in since then, withdrawn ones included: for the dashboard.
pub async fn count_since(shop: &Shop, actor: &Actor, since: At) -> Result<i64, Error> {
    actor.must(Permission::ViewDashboard)?;
    Ok(store::count_since(&shop.db, since).await?)
}

/// What the visitor can do about the drop's draw, and how they stand in it. Staff see that of a draft too.
pub async fn panel(shop: &Shop, visitor: Option<&Actor>, drop: DropId) -> Result<EntryPanel, Error> {
    let pools = pools_of(&mut *shop.db.acquire().await?, drop).await?;
    panel_of(shop, visitor, drop, pools).await
}

/// As [`panel`], once it is read what everybody may know.
pub(crate) async fn panel_of(
    shop: &Shop,
    visitor: Option<&Actor>,
    drop: DropId,
    Pools { row, pools }: Pools,
) -> Result<EntryPanel, Error> {
    let now = shop.now();
    let staff = visitor.is_some_and(|actor| actor.may(Permission::ViewDashboard));
    if !row.state.is_public() && !staff {
        return Err(Bar::NotFound.into());
    }
    let own = match visitor {
        Some(actor) => {
            store::own(&shop.db, Wanted { account: Some(actor.id), drop: Some(drop), entry: None }, None, 2).await?
        }
        None => Vec::new(),
    };
    let entrant = match visitor {
        None => Entrant::Anonymous,
        Some(actor) if store::is_confirmed(&shop.db, actor.id).await? => Entrant::Confirmed,
        Some(_) => Entrant::Unconfirmed,
    };
    let weighted = row.max_weight > 1;
    let weight = match visitor {
        Some(actor) if weighted && matches!(row.state, DropState::Scheduled | DropState::Open) => {
            let losses = store::losses(&mut *shop.db.acquire().await?, &[actor.id]).await?;
            Some(weight_after(losses.get(&actor.id).copied().unwrap_or(0), row.max_weight))
        }
        _ => None,
    };
    let taking = row.draw_id.is_some() && row.state == DropState::Open && row.opens_at <= now && now < row.closes_at;
    Ok(EntryPanel {
        drop_id: drop,
        draw_id: row.draw_id,
        state: row.state,
        opens_at: row.opens_at,
        closes_at: row.closes_at,
        freezes_at: row.freezes_at,
        now,
        reason: row.reason,
        payment_window_minutes: row.payment_window_minutes.into(),
        pools,
        entrant,
        weights: weighted.then(|| row.weights.unwrap_or_else(|| weights_in_words(row.max_weight))),
        weight: weight.unwrap_or(1),
        tickets: weight.map(|weight| tickets_in_words(weight, row.max_weight)),
        may_enter: taking && own.iter().all(|e| e.entry().standing() == Standing::Withdrawn) && own.len() < 2,
        // The same until an entry is bound to it: press twice or in two tabs, and it is one entry.
        key: format!("entry-form/{drop}/{}", own.len()),
        own: own.first().map(OwnRow::entry),
    })
}

/// The actor's entries, newest first, from those made before `before`.
pub async fn mine(shop: &Shop, actor: &Actor, before: Option<At>) -> Result<Vec<MyEntry>, Error> {
    let wanted = Wanted { account: Some(actor.id), ..Wanted::default() };
    let rows = store::own(&shop.db, wanted, before, PAGE).await?;
    let products: Vec<_> = rows.iter().map(OwnRow::product_id).collect();
    let pictures = catalogue::picture_of(&mut *shop.db.acquire().await?, &products).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let picture = pictures.get(&row.product_id()).cloned();
            row.mine(picture)
        })
        .collect())
}

/// The receipt of one's own entry; nobody else's is found.
pub async fn receipt(shop: &Shop, actor: &Actor, id: EntryId) -> Result<Receipt, Error> {
    let wanted = Wanted { account: Some(actor.id), entry: Some(id), ..Wanted::default() };
    let row = store::own(&shop.db, wanted, None, 1).await?.pop().ok_or(Bar::NotFound)?;
    let picture: Option<Picture> =
        catalogue::picture_of(&mut *shop.db.acquire().await?, &[row.product_id()]).await?.remove(&row.product_id());
    let pools = store::pools(&shop.db, row.drop_id()).await?;
    let mut trail = store::disqualifications(&shop.db, &[row.id()]).await?;
    let disqualification = trail.remove(&row.id()).map(|(disqualification, _)| disqualification);
    Ok(row.receipt(picture, &pools, disqualification, shop.now())?)
}

/// What staff look for among entries.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// In one draw; none for all.
    pub draw: Option<DrawId>,
    /// In name, address or entry id; empty for all.
    pub words: String,
    /// One pool; empty for all.
    pub pool: String,
    /// Which of them.
    pub show: Show,
    /// Rows to pass over.
    pub offset: i64,
}

/// A page of entries for staff, newest first.
pub async fn staff_list(shop: &Shop, actor: &Actor, search: &Search) -> Result<StaffEntries, Error> {
    actor.must(Permission::ViewCustomers)?;
    let (draw, pools) = match search.draw {
        Some(id) => {
            let (drop, title) = store::staff_head(&shop.db, id).await?.ok_or(Bar::NotFound)?;
            (Some((id, title)), store::pools(&shop.db, drop).await?)
        }
        None => (None, Vec::new()),
    };
    let now = shop.now();
    let (mut rows, next) = match (search.show, search.draw) {
        (Show::Suspects, Some(id)) => (suspects(shop, search, id).await?, None),
        (Show::Suspects, None) => (Vec::new(), None),
        _ => {
            let mut rows = store::staff_rows(&shop.db, search, None, now, PAGE + 1).await?;
            let next = (i64::try_from(rows.len())? > PAGE).then_some(search.offset + PAGE);
            rows.truncate(usize::try_from(PAGE)?);
            (rows, next)
        }
    };
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let trail = store::disqualifications(&shop.db, &ids).await?;
    for row in &mut rows {
        row.disqualification = trail.get(&row.id).cloned();
    }
    let appeals = store::appeals_waiting(&shop.db, search.draw, now).await?;
    Ok(StaffEntries { draw, pools, appeals, rows, next })
}

/// Entries that share something, group by group; an entry is in as many as it shares things.
async fn suspects(shop: &Shop, search: &Search, draw: DrawId) -> Result<Vec<StaffEntry>, Fault> {
    let found = store::suspects(&shop.db, draw, GROUPS).await?;
    let ids: Vec<_> = found.iter().map(|suspect| suspect.entry).collect();
    let all = Search { offset: 0, ..search.clone() };
    let rows = store::staff_rows(&shop.db, &all, Some(&ids), shop.now(), i64::MAX).await?;
    let of = |suspect: &store::Suspect| {
        let row = rows.iter().find(|row| row.id == suspect.entry)?.clone();
        Some(StaffEntry { shares: Some((suspect.kind, suspect.group)), ..row })
    };
    Ok(found.iter().filter_map(of).collect())
}
