//! The public files of a draw, at the paths of fair-draw.md, section 4. They name nobody.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use draw::csv::CsvRow;
use draw::{Allocation, Entry, Hash, Hex, PART, Proof, RankedEntry, Record, RegisterRow, Rules, Tickets};
use futures::stream::{self, BoxStream, StreamExt};
use serde_json::json;
use uuid::Uuid;

use super::allocations::allocation;
use super::register::bytes;
use super::{DrawState, beacon, store};
use crate::{Bar, DrawId, EntryId, Error, Fault, Shop, signing};

/// Lines of a published list as they are read.
pub type Lines = BoxStream<'static, Result<Bytes, Fault>>;

/// Rows that are read at once.
const PAGE: i64 = 5_000;
/// Parts of the list or the ranking that are read at once.
const PARTS: i64 = 8;

/// `/draws/{draw_id}/record.json`.
pub async fn record_json(shop: &Shop, id: DrawId) -> Result<Vec<u8>, Error> {
    Ok(record(shop, id).await?.to_json()?.into_bytes())
}

/// The record, as far as it is known.
pub async fn record(shop: &Shop, id: DrawId) -> Result<Record, Error> {
    let row = store::record(&shop.db, id).await?.ok_or(Bar::NotFound)?;
    let winners = match row.seed {
        Some(_) => Some(winners(shop, id).await?),
        None => None,
    };
    let rules = Rules::parse(row.rules.as_bytes())?;
    // A record that is sealed and no more tells of no round yet: what follows from it is not there.
    let beacon = if row.seed.is_some() || row.state.is_stopped() {
        beacon::kept(rules.beacon, row.beacon_signature.as_deref())?
    } else {
        None
    };
    Ok(Record {
        version: draw::VERSION,
        draw_id: id.0,
        rules,
        rules_hash: Hex(bytes(&row.rules_hash)?),
        commitment: Hex(bytes(&row.commitment)?),
        entries_count: row.entries_count.map(u64::try_from).transpose()?,
        entries_root: hash(row.entries_root)?,
        seal: hash(row.seal)?,
        sealed_at: row.sealed_at.map(|at| u64::try_from(at.ms())).transpose()?,
        sealed_signature: row.sealed_signature.as_deref().map(bytes).transpose()?.map(Hex),
        witness: Vec::new(),
        beacon,
        server_seed: row.server_seed.as_deref().map(bytes).transpose()?.map(draw::ServerSeed::new),
        seed: hash(row.seed)?,
        winners,
        state: state(row.state),
        reason: row.reason,
    })
}

fn hash(column: Option<Vec<u8>>) -> Result<Option<Hash>, Fault> {
    Ok(column.as_deref().map(bytes).transpose()?.map(Hex))
}

pub(super) const fn state(state: DrawState) -> draw::State {
    match state {
        DrawState::Open => draw::State::Open,
        DrawState::Sealed => draw::State::Sealed,
        DrawState::Drawn => draw::State::Drawn,
        DrawState::Settled => draw::State::Settled,
        DrawState::Cancelled => draw::State::Cancelled,
        DrawState::Void => draw::State::Void,
    }
}

/// The first `units` of each pool, by pool, then rank; all of a pool that has fewer.
async fn winners(shop: &Shop, id: DrawId) -> Result<Vec<RankedEntry>, Fault> {
    let mut winners = Vec::new();
    for pool in store::pools(&shop.db, id).await? {
        let units = usize::try_from(pool.units)?;
        let parts = i64::try_from(units.div_ceil(PART))?;
        let mut places = Vec::new();
        for part in store::ranking(&shop.db, id, &pool.name, 0, parts).await? {
            places.extend(ranked(&pool.name, &part)?);
        }
        places.truncate(units);
        winners.extend(places);
    }
    Ok(winners)
}

/// The places of a stored part.
fn ranked(pool: &str, part: &store::RankingPart) -> Result<Vec<RankedEntry>, Fault> {
    let first = u32::try_from(part.part)? * u32::try_from(PART)? + 1;
    let places = part.entries.chunks_exact(16).zip(part.tickets.chunks_exact(32));
    let ranked = (first..).zip(places).map(|(rank, (entry, ticket))| {
        Ok(RankedEntry { pool: pool.to_owned(), rank, entry_id: Uuid::from_slice(entry)?, ticket: Hex(bytes(ticket)?) })
    });
    ranked.collect()
}

/// `/draws/{draw_id}/entries.csv`, from the seal on.
pub async fn entries_csv(shop: &Shop, id: DrawId) -> Result<Lines, Error> {
    store::record(&shop.db, id).await?.filter(|row| row.seal.is_some()).ok_or(Bar::NotFound)?;
    let shop = shop.clone();
    let pages = stream::try_unfold(0, move |from| {
        let shop = shop.clone();
        async move {
            let parts = store::sealed_lines(&shop.db, id, from, PARTS).await?;
            let next = from + i32::try_from(parts.len())?;
            Ok::<_, Fault>((next > from).then(|| (Bytes::from(parts.concat()), next)))
        }
    });
    Ok(with_header::<Entry>(pages.boxed()))
}

/// `/draws/{draw_id}/ranking.csv`, once drawn.
pub async fn ranking_csv(shop: &Shop, id: DrawId) -> Result<Lines, Error> {
    store::record(&shop.db, id).await?.filter(|row| row.seed.is_some()).ok_or(Bar::NotFound)?;
    let pools = store::pools(&shop.db, id).await?;
    let shop = shop.clone();
    let pages = stream::iter(pools).flat_map(move |pool| pool_ranking(shop.clone(), id, pool.name));
    Ok(with_header::<RankedEntry>(pages.boxed()))
}

fn pool_ranking(shop: Shop, id: DrawId, pool: String) -> Lines {
    stream::try_unfold(0, move |from| {
        let (shop, pool) = (shop.clone(), pool.clone());
        async move {
            let parts = store::ranking(&shop.db, id, &pool, from, PARTS).await?;
            let next = from + i32::try_from(parts.len())?;
            let mut text = String::new();
            for part in parts {
                text.extend(ranked(&pool, &part)?.iter().map(CsvRow::line));
            }
            Ok((next > from).then(|| (Bytes::from(text), next)))
        }
    })
    .boxed()
}

/// `/draws/{draw_id}/allocations.csv`, once drawn.
pub async fn allocations_csv(shop: &Shop, id: DrawId) -> Result<Lines, Error> {
    store::record(&shop.db, id).await?.filter(|row| row.seed.is_some()).ok_or(Bar::NotFound)?;
    let shop = shop.clone();
    let pages = stream::try_unfold(0, move |after| {
        let shop = shop.clone();
        async move {
            let rows = store::allocations(&shop.db, id, after, PAGE).await?;
            let Some(last) = rows.last().map(|row| row.seq) else { return Ok::<_, Fault>(None) };
            let mut text = String::new();
            for row in rows {
                text.push_str(&allocation(row)?.line());
            }
            Ok(Some((Bytes::from(text), last)))
        }
    });
    Ok(with_header::<Allocation>(pages.boxed()))
}

/// `/draws/register.csv`.
pub fn register_csv(shop: &Shop) -> Lines {
    let shop = shop.clone();
    let pages = stream::try_unfold(0, move |after| {
        let shop = shop.clone();
        async move {
            let rows = store::register(&shop.db, after, PAGE).await?;
            let Some(last) = rows.last().map(|row| row.seq) else { return Ok::<_, Fault>(None) };
            let mut text = String::new();
            for row in rows {
                text.push_str(&registered(row)?.line());
            }
            Ok(Some((Bytes::from(text), last)))
        }
    });
    with_header::<RegisterRow>(pages.boxed())
}

fn registered(row: store::Registered) -> Result<RegisterRow, Fault> {
    Ok(RegisterRow {
        seq: u64::try_from(row.seq)?,
        at: u64::try_from(row.at_ms)?,
        draw_id: row.draw_id,
        kind: row.kind.parse().map_err(|()| Fault::new(format!("the register knows no {:?}", row.kind)))?,
        digest: Hex(bytes(&row.digest)?),
        hash: Hex(bytes(&row.hash)?),
    })
}

fn with_header<'a, R: CsvRow<'a>>(pages: Lines) -> Lines {
    let header = Bytes::from(format!("{}\n", R::HEADER));
    stream::once(async { Ok(header) }).chain(pages).boxed()
}

/// `/draws/{draw_id}/entries/{entry_id}/proof.json`, from the seal on.
pub async fn proof_json(shop: &Shop, id: DrawId, entry_id: EntryId) -> Result<Vec<u8>, Error> {
    let row = store::part_of(&shop.db, id, entry_id).await?.ok_or(Bar::NotFound)?;
    let place = usize::try_from(row.place.ok_or(Bar::NotFound)?)?;
    let entries = draw::csv::body::<Entry>(&row.lines).map(|line| line.map(|(_, entry)| entry));
    let entries = entries.collect::<Result<Vec<_>, _>>()?;
    let leaves: Vec<Hash> = entries.iter().map(|entry| entry.leaf(id.0)).collect();
    let heads =
        store::heads(&shop.db, id).await?.iter().map(|head| bytes(head).map(Hex)).collect::<Result<Vec<_>, _>>()?;
    let index = u64::try_from(row.part)? * PART as u64 + place as u64;
    let path = draw::parts::path(index, &leaves, &heads).ok_or_else(|| Fault::new("the sealed list has gaps"))?;
    let entry = entries.get(place).cloned().ok_or(Bar::NotFound)?.into_owned();
    let record = store::record(&shop.db, id).await?.ok_or(Bar::NotFound)?;
    let seed = hash(record.seed)?;
    let ticket = seed.and_then(|seed| Tickets::new(&seed).ticket(entry.entry_id, entry.weight));
    let entries_count = u64::try_from(record.entries_count.unwrap_or(0))?;
    let proof = Proof { leaf: leaves[place], entry, index, entries_count, path, ticket };
    Ok(proof.to_json()?.into_bytes())
}

/// `/.well-known/fairdrop-keys.json`: the keys that sign receipts and seals, retired ones too, as a JWK set (RFC 7517, RFC 8037).
pub async fn keys_json(shop: &Shop) -> Result<Vec<u8>, Error> {
    let keys: Vec<_> = signing::public_keys(&shop.db)
        .await?
        .iter()
        .map(|key| json!({ "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": key, "x": URL_SAFE_NO_PAD.encode(key) }))
        .collect();
    Ok(serde_json::to_vec(&json!({ "keys": keys }))?)
}
