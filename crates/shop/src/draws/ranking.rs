use draw::ranking::Place;
use draw::{Entry, Hash, PART, Ranker, Ranking, csv};
use sqlx::PgConnection;
use uuid::Uuid;

use super::progress::Progress;
use super::store;
use crate::{DrawId, Fault};

/// Parts of the sealed list that are read at once.
const PARTS: i64 = 32;

/// Ranks the sealed list of a draw under this seed, as it was sealed, and stores the ranking. Answers how many have a rank.
pub(super) async fn rank_list(
    conn: &mut PgConnection,
    progress: &mut Progress<'_>,
    seed: Hash,
    entries: usize,
) -> Result<usize, Fault> {
    let draw_id = progress.draw_id;
    // To read and rank takes half of the time, to store the ranking and the ranks a quarter each.
    let quarters = entries * 4;
    let (mut ranker, mut ids) = (Ranker::new(&seed), Vec::with_capacity(entries));
    let mut from = 0;
    let mut page = store::sealed_lines(&mut *conn, draw_id, from, PARTS).await?;
    while !page.is_empty() {
        from += i32::try_from(page.len())?;
        // One half for each of two processors, while the next page is read.
        let half = page.split_off(page.len() / 2);
        let halves = [page, half].map(|lines| tokio::task::spawn_blocking(move || gathered(seed, &lines)));
        page = store::sealed_lines(&mut *conn, draw_id, from, PARTS).await?;
        for half in halves {
            let (gathered, read) = half.await??;
            ranker.merge(gathered);
            ids.extend(read);
        }
        progress.at(ids.len() * 2, quarters).await;
    }
    let (ranking, ranks) = tokio::task::spawn_blocking(move || in_order(ranker, &ids)).await?;
    let mut done = entries * 2;
    for (pool, places) in ranking.pools() {
        for (part, places) in (0..).zip(places.chunks(PART)) {
            store_places(conn, draw_id, pool, part, places).await?;
            done += places.len();
            progress.at(done, quarters).await;
        }
    }
    // Entries without weight have no place.
    done = entries * 3;
    for (part, ranks) in (0..).zip(ranks.chunks(PART)) {
        store::set_ranks(conn, draw_id, part, ranks).await?;
        done += ranks.len();
        progress.at(done, quarters).await;
    }
    Ok(ranking.pools().map(|(_, places)| places.len()).sum())
}

/// The tickets of these lines of the list, and the ids of all.
fn gathered(seed: Hash, parts: &[String]) -> Result<(Ranker, Vec<Uuid>), Fault> {
    let (mut ranker, mut ids) = (Ranker::new(&seed), Vec::with_capacity(parts.len() * PART));
    for row in parts.iter().flat_map(|lines| csv::body::<Entry>(lines)) {
        let (_, entry) = row?;
        ids.push(entry.entry_id);
        ranker.push(&entry);
    }
    Ok((ranker, ids))
}

/// The ranking, and the rank of each of these entries, which are in the order of their ids.
fn in_order(ranker: Ranker, ids: &[Uuid]) -> (Ranking, Vec<Option<i32>>) {
    let ranking = ranker.finish();
    let mut ranks = vec![None; ids.len()];
    for (_, places) in ranking.pools() {
        for (rank, place) in (1..).zip(places) {
            if let Ok(at) = ids.binary_search(&place.entry_id) {
                ranks[at] = Some(rank);
            }
        }
    }
    (ranking, ranks)
}

async fn store_places(
    conn: &mut PgConnection,
    draw_id: DrawId,
    pool: &str,
    part: i32,
    places: &[Place],
) -> Result<(), Fault> {
    let entries: Vec<u8> = places.iter().flat_map(|place| *place.entry_id.as_bytes()).collect();
    let tickets: Vec<u8> = places.iter().flat_map(|place| *place.ticket.as_bytes()).collect();
    Ok(store::insert_ranking_part(conn, draw_id, pool, part, &entries, &tickets).await?)
}
