//! The whole life of a draw, with every step run twice.

use std::time::Duration;

use futures::TryStreamExt;
use shop::accounts::{Actor, Role};
use shop::draws::{self, DrawState, files};
use shop::drops::{self, DropState};
use shop::entries::{self, Enter, EnterRefusal, OfferState, Reason, Standing};
use shop::{Bar, DrawId, DropId, EntryId, Error, OrderId, VariantId, front, orders, payments};
use testkit::{Person, Release, TestShop, card};

pub(crate) const HOUR: Duration = Duration::from_secs(3600);

/// Schedules a draw for an hour from now on, with these sizes and units, and an hour to pay.
async fn schedule(shop: &TestShop, sizes: &[(&str, i32)]) -> Release {
    shop.draw().sizes(sizes).window_minutes(60).scheduled().await
}

/// Schedules and opens.
pub(crate) async fn open(shop: &TestShop, sizes: &[(&str, i32)]) -> (Release, DrawId) {
    let drop = schedule(shop, sizes).await;
    assert!(draws::open(shop, drop.id).await.unwrap());
    let draw = draws::live(shop, drop.id).await.unwrap().unwrap().draw_id;
    (drop, draw)
}

pub(crate) async fn enter(
    shop: &TestShop,
    who: &Person,
    drop: &Release,
    size: usize,
) -> Result<EntryId, Error<EnterRefusal>> {
    entries::enter(shop, &who.actor(), wish(drop, size, "first")).await
}

pub(crate) fn wish(drop: &Release, size: usize, key: &str) -> Enter {
    Enter { drop_id: drop.id, variant_id: drop.sizes[size], idempotency_key: format!("{key}-{}", drop.id) }
}

pub(crate) fn refusal<T: std::fmt::Debug, R: shop::Refusal>(result: Result<T, Error<R>>) -> R {
    match result {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

/// Checks the published files as anybody would.
pub(crate) async fn verified(shop: &TestShop, draw: DrawId) -> draw::Report {
    let record = files::record_json(shop, draw).await.unwrap();
    let entries = existing(files::entries_csv(shop, draw).await).await;
    let ranking = existing(files::ranking_csv(shop, draw).await).await;
    let allocations = existing(files::allocations_csv(shop, draw).await).await;
    let register = text(files::register_csv(shop)).await;
    draw::verify(&draw::Evidence {
        record: &record,
        entries: entries.as_deref(),
        ranking: ranking.as_deref(),
        allocations: allocations.as_deref(),
        register: Some(&register),
        test_chains: std::slice::from_ref(&draw::TEST_CHAIN),
        ..draw::Evidence::default()
    })
}

async fn existing(lines: Result<files::Lines, Error>) -> Option<Vec<u8>> {
    match lines {
        Ok(lines) => Some(text(lines).await),
        Err(_) => None,
    }
}

pub(crate) async fn text(lines: files::Lines) -> Vec<u8> {
    lines
        .try_fold(Vec::new(), |mut all, part| async move {
            all.extend_from_slice(&part);
            Ok(all)
        })
        .await
        .unwrap()
}

pub(crate) async fn state(shop: &TestShop, draw: DrawId) -> DrawState {
    draws::find(shop, None, draw, None).await.unwrap().card.state
}

/// Drains the queue until the draw stands still.
pub(crate) async fn close_and_draw(shop: &TestShop, drop: &Release) {
    shop.advance(HOUR);
    assert!(draws::close(shop, drop.id).await.unwrap());
    shop.drain().await;
}

/// Pays the order of an offer as the winner does.
pub(crate) async fn pay(shop: &TestShop, order: OrderId) {
    let account: shop::AccountId = sqlx::query_scalar("select account_id from orders where id = $1")
        .bind(order)
        .fetch_one(&shop.db)
        .await
        .unwrap();
    let winner = Actor { id: account, role: Role::Shopper };
    payments::pay(shop, &winner, order, &card("4242424242424242")).await.unwrap();
    shop.drain().await;
}

/// Lets all offers lapse that are open now.
pub(crate) async fn lapse(shop: &TestShop) {
    shop.advance(HOUR + Duration::from_secs(1));
    orders::lapse_due(shop).await.unwrap();
    shop.drain().await;
}

pub(crate) async fn offers(shop: &TestShop, draw: DrawId) -> Vec<(i64, EntryId, OrderId, OfferState)> {
    sqlx::query_as("select rank, entry_id, order_id, state from offers where draw_id = $1 order by pool, rank")
        .bind(draw)
        .fetch_all(&shop.db)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_draw_runs_from_its_promise_to_the_last_unit_and_verifies_at_every_stage() {
    let shop = TestShop::new().await;
    let (drop, draw) = open(&shop, &[("EU 42", 2), ("EU 43", 1)]).await;
    assert!(!draws::open(&shop, drop.id).await.unwrap(), "opens once");
    assert!(verified(&shop, draw).await.accepted);

    let people = shop.shoppers(8).await;
    for (n, who) in people.iter().enumerate() {
        enter(&shop, who, &drop, usize::from(n >= 5)).await.unwrap();
    }
    shop.drain().await;
    assert_eq!(shop.last_mail_to(&people[0].email).await.template, "entry_receipt");
    let live = draws::live(&shop, drop.id).await.unwrap().unwrap();
    assert_eq!(live.pools.iter().map(|p| (p.units, p.entries)).collect::<Vec<_>>(), [(2, 5), (1, 3)]);
    assert!(!draws::close(&shop, drop.id).await.unwrap(), "not before its time");

    shop.advance(HOUR);
    assert!(draws::close(&shop, drop.id).await.unwrap());
    assert_eq!(refusal(enter(&shop, &shop.shopper().await, &drop, 0).await), EnterRefusal::NotOpen);
    let own = entries::mine(&shop, &people[0].actor(), None).await.unwrap().remove(0).entry.id;
    assert_eq!(refusal(entries::withdraw(&shop, &people[0].actor(), own).await), entries::WithdrawRefusal::Closed);
    assert!(draws::freeze(&shop, draw).await.unwrap());
    let sealed = files::record_json(&shop, draw).await.unwrap();
    assert!(!draws::freeze(&shop, draw).await.unwrap(), "freezes once");
    assert_eq!(files::record_json(&shop, draw).await.unwrap(), sealed);
    let report = verified(&shop, draw).await;
    assert!(report.accepted, "{report}");

    shop.drain().await;
    assert_eq!(state(&shop, draw).await, DrawState::Drawn);
    let drawn = files::record_json(&shop, draw).await.unwrap();
    assert!(!draws::rank(&shop, draw).await.unwrap(), "nobody draws again");
    assert_eq!(files::record_json(&shop, draw).await.unwrap(), drawn);
    let report = verified(&shop, draw).await;
    assert!(report.accepted, "{report}");

    // Three offers, five told that they did not win.
    let made = offers(&shop, draw).await;
    assert_eq!(made.len(), 3);
    let told: Vec<_> = shop.mails().await.into_iter().map(|m| m.template).collect();
    assert_eq!(told.iter().filter(|t| *t == "won").count(), 3);
    assert_eq!(told.iter().filter(|t| *t == "not_won").count(), 5);
    draws::carry_on(&shop, draw).await.unwrap();
    assert_eq!(offers(&shop, draw).await, made, "running it again offers nothing more");

    // All pay but the first of size 42, whose unit goes to rank 3.
    pay(&shop, made[1].2).await;
    pay(&shop, made[2].2).await;
    lapse(&shop).await;
    let next = offers(&shop, draw).await;
    assert_eq!(
        next.iter().map(|o| (o.0, o.3)).collect::<Vec<_>>(),
        [(1, OfferState::Expired), (2, OfferState::Paid), (3, OfferState::Open), (1, OfferState::Paid),]
    );
    assert_eq!(state(&shop, draw).await, DrawState::Drawn);
    pay(&shop, next[2].2).await;
    assert_eq!(state(&shop, draw).await, DrawState::Settled);
    assert_eq!(drops::find(&shop.db, drop.id).await.unwrap().unwrap().state, DropState::Settled);
    let report = verified(&shop, draw).await;
    assert!(report.accepted, "{report}");
    let told: Vec<_> = shop.mails().await.into_iter().map(|m| m.template).collect();
    assert_eq!(told.iter().filter(|t| *t == "offer_lapsed").count(), 1);
    assert_eq!(told.iter().filter(|t| *t == "won").count(), 4);

    // Every entry is provable, in the list and by its ticket.
    let record = files::record(&shop, draw).await.unwrap();
    let proof = draw::Proof::parse(&files::proof_json(&shop, draw, made[0].1).await.unwrap()).unwrap();
    assert!(proof.is_in(draw.0, &record.entries_root.unwrap()) && proof.has_ticket_of(&record.seed.unwrap()));
    let ranking = String::from_utf8(text(files::ranking_csv(&shop, draw).await.unwrap()).await).unwrap();
    assert_eq!(ranking.lines().count(), 9);
    let register = String::from_utf8(text(files::register_csv(&shop)).await).unwrap();
    let kinds: Vec<_> = register.lines().skip(1).map(|line| line.split(',').nth(3).unwrap()).collect();
    assert_eq!(kinds, ["opened", "sealed", "drawn"]);
    let keys: serde_json::Value = serde_json::from_slice(&files::keys_json(&shop).await.unwrap()).unwrap();
    assert_eq!(keys["keys"][0]["kid"], record.rules.receipt_key.to_string());
}

#[tokio::test]
async fn home_shows_the_latest_draws_whose_proof_is_public_and_no_other() {
    let shop = TestShop::new().await;
    let mut drawn = Vec::new();
    for _ in 0..2 {
        let (drop, draw) = open(&shop, &[("EU 42", 1)]).await;
        enter(&shop, &shop.shopper().await, &drop, 0).await.unwrap();
        close_and_draw(&shop, &drop).await;
        drawn.insert(0, (draw, 1, 1));
    }
    open(&shop, &[("EU 42", 1)]).await;
    let proofs = front::home(&shop).await.unwrap().proofs;
    assert_eq!(proofs.iter().map(|card| (card.id, card.entries, card.units)).collect::<Vec<_>>(), drawn);
}

#[tokio::test]
async fn a_withdrawn_entry_stays_with_weight_0_and_one_more_is_allowed() {
    let shop = TestShop::new().await;
    let (drop, draw) = open(&shop, &[("EU 42", 1), ("EU 43", 1)]).await;
    let who = shop.shopper().await;
    let first = enter(&shop, &who, &drop, 0).await.unwrap();
    assert_eq!(enter(&shop, &who, &drop, 0).await.unwrap(), first, "the same press is the same entry");
    assert_eq!(refusal(enter(&shop, &who, &drop, 1).await), EnterRefusal::KeyReused);
    let actor = who.actor();
    let again = |key: &'static str| entries::enter(&shop, &actor, wish(&drop, 1, key));
    assert_eq!(refusal(again("second").await), EnterRefusal::AlreadyIn);

    entries::withdraw(&shop, &who.actor(), first).await.unwrap();
    entries::withdraw(&shop, &who.actor(), first).await.unwrap();
    let second = again("second").await.unwrap();
    entries::withdraw(&shop, &who.actor(), second).await.unwrap();
    assert_eq!(refusal(again("third").await), EnterRefusal::UsedUp);

    close_and_draw(&shop, &drop).await;
    let list = String::from_utf8(text(files::entries_csv(&shop, draw).await.unwrap()).await).unwrap();
    assert_eq!(list.matches(",0,withdrawn\n").count(), 2);
    assert_eq!(state(&shop, draw).await, DrawState::Settled, "nobody to offer a unit");
    let left: (i64, i64) =
        sqlx::query_as("select sum(on_hand), sum(reserved) from stock").fetch_one(&shop.db).await.unwrap();
    assert_eq!(left, (2, 0), "what is left over goes back to the shelf");
    let report = verified(&shop, draw).await;
    assert!(report.accepted, "{report}");
}

#[tokio::test]
async fn one_account_has_one_entry_however_many_presses_there_are() {
    let shop = TestShop::new().await;
    let (drop, draw) = open(&shop, &[("EU 42", 1)]).await;
    let who = shop.shopper().await;
    let presses: Vec<_> = (0..12)
        .map(|n| {
            let (shop, actor) = ((*shop).clone(), who.actor());
            // Half of them are the same press again.
            let wish = wish(&drop, 0, &format!("key{}", n % 6));
            tokio::spawn(async move { entries::enter(&shop, &actor, wish).await })
        })
        .collect();
    let mut made = std::collections::HashSet::new();
    for press in presses {
        match press.await.unwrap() {
            Ok(id) => {
                made.insert(id);
            }
            Err(Error::Refused(EnterRefusal::AlreadyIn)) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!(made.len(), 1);
    let stored: i64 = sqlx::query_scalar("select count(*) from entries where draw_id = $1")
        .bind(draw)
        .fetch_one(&shop.db)
        .await
        .unwrap();
    assert_eq!(stored, 1);
    shop.drain().await;
    assert_eq!(shop.mails().await.len(), 1);
}

#[tokio::test]
async fn only_a_confirmed_account_that_is_not_blocked_enters() {
    let shop = TestShop::new().await;
    let (drop, _) = open(&shop, &[("EU 42", 1)]).await;
    let who = shop.shopper().await;
    sqlx::query("update accounts set verified_at = null where id = $1").bind(who.id).execute(&shop.db).await.unwrap();
    assert_eq!(refusal(enter(&shop, &who, &drop, 0).await), EnterRefusal::Unconfirmed);
    sqlx::query("update accounts set verified_at = now(), blocked_at = now() where id = $1")
        .bind(who.id)
        .execute(&shop.db)
        .await
        .unwrap();
    assert!(matches!(enter(&shop, &who, &drop, 0).await, Err(Error::Barred(Bar::Forbidden))));
    let other = Release { sizes: vec![VariantId::new()], ..drop.clone() };
    let wrong = refusal(enter(&shop, &shop.shopper().await, &other, 0).await);
    assert!(matches!(wrong, EnterRefusal::Invalid(fields) if fields[0].field == "variant_id"));
    let nothing = Release { id: DropId::new(), ..drop.clone() };
    assert!(matches!(enter(&shop, &shop.shopper().await, &nothing, 0).await, Err(Error::Barred(Bar::NotFound))));
}

#[tokio::test]
async fn nobody_reads_or_withdraws_anothers_entry() {
    let shop = TestShop::new().await;
    let (drop, draw) = open(&shop, &[("EU 42", 1)]).await;
    let (owner, other) = (shop.shopper().await, shop.shopper().await);
    let id = enter(&shop, &owner, &drop, 0).await.unwrap();
    assert_eq!(entries::receipt(&shop, &owner.actor(), id).await.unwrap().entry.entry.id, id);
    assert!(matches!(entries::receipt(&shop, &other.actor(), id).await, Err(Error::Barred(Bar::NotFound))));
    assert!(matches!(entries::withdraw(&shop, &other.actor(), id).await, Err(Error::Barred(Bar::NotFound))));
    assert!(entries::mine(&shop, &other.actor(), None).await.unwrap().is_empty());
    assert!(entries::panel(&shop, Some(&other.actor()), drop.id).await.unwrap().own.is_none());
    let search = entries::Search { draw: Some(draw), ..entries::Search::default() };
    assert!(matches!(entries::staff_list(&shop, &other.actor(), &search).await, Err(Error::Barred(Bar::Forbidden))));
    assert!(matches!(
        entries::disqualify(&shop, &other.actor(), id, Reason::Abuse, "Against the rules.").await,
        Err(Error::Barred(Bar::Forbidden))
    ));
}

#[tokio::test]
async fn a_disqualified_entrant_hears_why_and_stays_out() {
    let shop = TestShop::new().await;
    let (drop, draw) = open(&shop, &[("EU 42", 1)]).await;
    let (staff, who, rival) = (shop.staff(Role::Manager).await, shop.shopper().await, shop.shopper().await);
    let id = enter(&shop, &who, &drop, 0).await.unwrap();
    let kept = enter(&shop, &rival, &drop, 0).await.unwrap();
    entries::disqualify(&shop, &staff.actor(), id, Reason::DuplicatePerson, "The same telephone number.")
        .await
        .unwrap();
    assert_eq!(
        refusal(entries::disqualify(&shop, &staff.actor(), id, Reason::Abuse, "Against the rules.").await),
        entries::DisqualifyRefusal::AlreadyOut
    );
    let again = entries::enter(&shop, &who.actor(), wish(&drop, 0, "again")).await;
    assert_eq!(refusal(again), EnterRefusal::Disqualified);
    assert!(shop.last_mail_to(&who.email).await.plain.contains("under another account"));
    let found = entries::staff_list(
        &shop,
        &staff.actor(),
        &entries::Search { draw: Some(draw), words: who.email.clone(), ..Default::default() },
    )
    .await
    .unwrap();
    assert_eq!(found.rows.len(), 1);
    let audited: i64 = sqlx::query_scalar("select count(*) from audit_entries where action = 'entry.disqualified'")
        .fetch_one(&shop.db)
        .await
        .unwrap();
    assert_eq!(audited, 1);

    close_and_draw(&shop, &drop).await;
    assert_eq!(
        refusal(entries::disqualify(&shop, &staff.actor(), kept, Reason::Abuse, "Against the rules.").await),
        entries::DisqualifyRefusal::Frozen
    );
    let own = entries::panel(&shop, Some(&rival.actor()), drop.id).await.unwrap().own.unwrap();
    assert!(matches!(own.standing(), Standing::Won(_)));
    assert!(verified(&shop, draw).await.accepted);
}

#[tokio::test]
async fn the_odds_count_what_stands_at_every_step() {
    let shop = TestShop::new().await;
    let (drop, draw) = open(&shop, &[("EU 42", 1), ("EU 43", 1)]).await;
    let counted = async || {
        let pools = draws::live(&shop, drop.id).await.unwrap().unwrap().pools;
        pools.iter().map(|pool| pool.entries).collect::<Vec<_>>()
    };
    assert_eq!(counted().await, [0, 0]);
    let people = shop.shoppers(6).await;
    // All at once: some come in the same statement.
    let entering = people.iter().enumerate().map(|(n, who)| enter(&shop, who, &drop, usize::from(n >= 4)));
    let ids: Vec<_> = futures::future::join_all(entering).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(counted().await, [4, 2]);
    entries::withdraw(&shop, &people[0].actor(), ids[0]).await.unwrap();
    let staff = shop.staff(Role::Manager).await;
    entries::disqualify(&shop, &staff.actor(), ids[5], Reason::Abuse, "Against the rules.").await.unwrap();
    assert_eq!(counted().await, [3, 1]);
    let again = wish(&drop, 1, "again");
    entries::enter(&shop, &people[0].actor(), again).await.unwrap();
    assert_eq!(counted().await, [3, 2]);
    close_and_draw(&shop, &drop).await;
    assert!(state(&shop, draw).await.is_drawn());
    assert_eq!(counted().await, [3, 2], "what stood at the close was ranked");
}

#[tokio::test]
async fn what_was_promised_cannot_be_changed() {
    let shop = TestShop::new().await;
    let (drop, draw) = open(&shop, &[("EU 42", 1)]).await;
    enter(&shop, &shop.shopper().await, &drop, 0).await.unwrap();
    let db = &shop.db;
    let refused = |sql: &'static str| async move {
        let error = sqlx::query(sql).bind(draw).execute(db).await.unwrap_err();
        shop::refusal::constraint(&error).map(str::to_owned)
    };
    assert_eq!(refused("update draws set rules = '{}' where id = $1").await.as_deref(), Some("draws_rules_fixed"));
    assert_eq!(
        refused("update draws set commitment = decode(repeat('00', 32), 'hex') where id = $1").await.as_deref(),
        Some("draws_rules_fixed")
    );
    assert_eq!(
        refused("update draw_pools set units = 9 where draw_id = $1").await.as_deref(),
        Some("draw_pools_append_only")
    );
    close_and_draw(&shop, &drop).await;
    for (sql, constraint) in [
        ("update sealed_parts set lines = '' where draw_id = $1", "sealed_parts_append_only"),
        ("update sealed_parts set ranks = null where draw_id = $1", "sealed_parts_append_only"),
        ("delete from sealed_parts where draw_id = $1", "sealed_parts_append_only"),
        ("update ranking_parts set tickets = tickets where draw_id = $1", "ranking_parts_append_only"),
        ("delete from ranking_parts where draw_id = $1", "ranking_parts_append_only"),
        ("insert into ranking_parts values ($1, 'EU 42', 7, '', '')", "ranking_parts_in_time"),
        (
            "insert into sealed_parts select draw_id, 7, gen_random_uuid(), entries, head, lines from sealed_parts where draw_id = $1",
            "sealed_parts_in_time",
        ),
        ("update entries set weight = 0, note = 'abuse' where draw_id = $1", "entries_sealed"),
        ("update entries set pool = 'EU 43' where draw_id = $1", "entries_sealed"),
        ("delete from entries where draw_id = $1", "entries_sealed"),
    ] {
        assert_eq!(refused(sql).await.as_deref(), Some(constraint), "{sql}");
    }
    assert_eq!(refused("update draws set seal = rules_hash where id = $1").await.as_deref(), Some("draws_seal_fixed"));
    assert_eq!(refused("update draws set seed = rules_hash where id = $1").await.as_deref(), Some("draws_seed_fixed"));
    assert_eq!(refused("delete from register where draw_id = $1").await.as_deref(), Some("register_append_only"));
}

#[tokio::test]
async fn an_entry_whose_row_was_changed_stops_the_freeze() {
    let shop = TestShop::new().await;
    let (drop, draw) = open(&shop, &[("EU 42", 1)]).await;
    enter(&shop, &shop.shopper().await, &drop, 0).await.unwrap();
    sqlx::query("update entries set weight = 0, note = 'abuse' where draw_id = $1")
        .bind(draw)
        .execute(&shop.db)
        .await
        .unwrap();
    shop.advance(HOUR);
    draws::close(&shop, drop.id).await.unwrap();
    assert!(draws::freeze(&shop, draw).await.unwrap_err().to_string().contains("leaf differs"));
    assert_eq!(state(&shop, draw).await, DrawState::Open);
}

#[tokio::test]
async fn a_cancelled_draw_reveals_its_seed_tells_its_entrants_and_verifies() {
    let shop = TestShop::new().await;
    let (drop, draw) = open(&shop, &[("EU 42", 1)]).await;
    let who = shop.shopper().await;
    enter(&shop, &who, &drop, 0).await.unwrap();
    let staff = shop.staff(Role::Manager).await;
    drops::cancel(&shop, &staff.actor(), drop.id, "The kiln broke.").await.unwrap();
    shop.drain().await;
    assert!(!draws::cancel(&shop, drop.id).await.unwrap(), "cancels once");
    let record = files::record(&shop, draw).await.unwrap();
    assert_eq!((record.state, record.reason.as_deref()), (draw::State::Cancelled, Some("The kiln broke.")));
    assert!(record.server_seed.is_some());
    let report = verified(&shop, draw).await;
    assert!(report.accepted, "{report}");
    assert_eq!(shop.last_mail_to(&who.email).await.template, "draw_cancelled");
    assert_eq!(refusal(enter(&shop, &shop.shopper().await, &drop, 0).await), EnterRefusal::NotOpen);
    assert!(!draws::freeze(&shop, draw).await.unwrap());
    let kinds: Vec<String> =
        sqlx::query_scalar("select kind from register order by seq").fetch_all(&shop.db).await.unwrap();
    assert_eq!(kinds, ["opened", "cancelled"]);
}

#[tokio::test]
async fn the_sweep_picks_up_a_draw_whose_job_is_gone() {
    let shop = TestShop::new().await;
    let (drop, draw) = open(&shop, &[("EU 42", 1)]).await;
    enter(&shop, &shop.shopper().await, &drop, 0).await.unwrap();
    shop.advance(HOUR);
    draws::close(&shop, drop.id).await.unwrap();
    sqlx::query("delete from jobs").execute(&shop.db).await.unwrap();
    let mut conn = shop.db.acquire().await.unwrap();
    queue::enqueue(&mut conn, &draws::SweepDraws {}).await.unwrap();
    std::mem::drop(conn);
    shop.drain().await;
    assert_eq!(state(&shop, draw).await, DrawState::Drawn);
}

#[tokio::test]
async fn draws_at_once_leave_a_register_without_gaps() {
    let shop = TestShop::new().await;
    let mut drops = Vec::new();
    for _ in 0..6 {
        drops.push(schedule(&shop, &[("EU 42", 1)]).await.id);
    }
    let opening: Vec<_> = drops
        .iter()
        .map(|&id| {
            let shop = (*shop).clone();
            tokio::spawn(async move { draws::open(&shop, id).await })
        })
        .collect();
    for one in opening {
        assert!(one.await.unwrap().unwrap());
    }
    let csv = text(files::register_csv(&shop)).await;
    let mut register = draw::Register::new();
    let mut rows = 0;
    for row in draw::csv::rows::<draw::RegisterRow>(&csv).unwrap() {
        register.append(&row.unwrap().1).unwrap();
        rows += 1;
    }
    assert_eq!(rows, 6);
    let keys: i64 = sqlx::query_scalar("select count(*) from signing_keys").fetch_one(&shop.db).await.unwrap();
    assert_eq!(keys, 1);
}

#[tokio::test]
async fn twenty_thousand_entries_are_frozen_and_drawn_in_seconds() {
    let shop = TestShop::new().await;
    let (drop, draw) = open(&shop, &[("EU 42", 30), ("EU 43", 20)]).await;
    crowd(&shop, &drop, draw, 20_000).await;
    shop.advance(HOUR);
    draws::close(&shop, drop.id).await.unwrap();
    let begun = std::time::Instant::now();
    assert!(draws::freeze(&shop, draw).await.unwrap());
    let frozen = begun.elapsed();
    // 16 of 20 parts were done when it was told last; what is told of the list is not told of the ranking.
    assert_eq!(progress(&shop, draw).await, ("open".to_owned(), 81));
    assert_eq!(draws::live(&shop, drop.id).await.unwrap().unwrap().percent, None);
    assert!(draws::rank(&shop, draw).await.unwrap());
    // All but the ranks of the last part was stored.
    assert_eq!(progress(&shop, draw).await, ("sealed".to_owned(), 99));
    eprintln!("20,000 entries: frozen in {frozen:?}, drawn after {:?}", begun.elapsed());
    assert!(begun.elapsed() < Duration::from_secs(20));
    let view = draws::find(&shop, None, draw, None).await.unwrap();
    assert_eq!(view.card.entries, 20_000);
    assert!(view.pools.iter().map(|p| p.tickets.len()).sum::<usize>() <= 400);
    let report = verified(&shop, draw).await;
    assert!(report.accepted, "{report}");
    let record = files::record(&shop, draw).await.unwrap();
    assert_eq!(record.winners.as_ref().unwrap().len(), 50);
    let ids: Vec<EntryId> = sqlx::query_scalar("select id from entries where draw_id = $1 order by id")
        .bind(draw)
        .fetch_all(&shop.db)
        .await
        .unwrap();
    // The ends of the list, of a part, and of the last part, which is short.
    for at in [0, 1023, 1024, 12_345, 19_455, 19_456, 19_999] {
        let proof = files::proof_json(&shop, draw, ids[at]).await.unwrap();
        let proof = draw::Proof::parse(&proof).unwrap();
        assert_eq!((proof.index, proof.entries_count), (at as u64, 20_000));
        assert!(proof.is_in(draw.0, &record.entries_root.unwrap()) && proof.has_ticket_of(&record.seed.unwrap()));
    }
    assert!(files::proof_json(&shop, draw, EntryId::random()).await.is_err(), "an entry that is in no part");
}

/// What was told last of the freezing or ranking of a draw.
async fn progress(shop: &TestShop, draw: DrawId) -> (String, i16) {
    let sql = "select state, percent from draw_progress where draw_id = $1";
    sqlx::query_as(sql).bind(draw).fetch_one(&shop.db).await.unwrap()
}

/// So many entries of so many people, past the front door for speed, with true leaves.
async fn crowd(shop: &TestShop, drop: &Release, draw: DrawId, count: usize) {
    let accounts: Vec<uuid::Uuid> = (0..count).map(|_| shop::AccountId::new().0).collect();
    let ids: Vec<uuid::Uuid> = (0..count).map(|_| EntryId::random().0).collect();
    let pools: Vec<&str> = (0..count).map(|n| if n % 3 == 0 { "EU 43" } else { "EU 42" }).collect();
    let variants: Vec<uuid::Uuid> = (0..count).map(|n| drop.sizes[usize::from(n % 3 == 0)].0).collect();
    let leaves: Vec<Vec<u8>> = ids
        .iter()
        .zip(&pools)
        .map(|(id, pool)| {
            draw::Entry { entry_id: *id, pool: (*pool).into(), weight: 1, note: "".into() }
                .leaf(draw.0)
                .as_bytes()
                .to_vec()
        })
        .collect();
    sqlx::query("insert into accounts (id, email, name, password_hash) select id, id || '@example.com', 'Somebody', 'x' from unnest($1::uuid[]) as a(id)")
        .bind(&accounts).execute(&shop.db).await.unwrap();
    sqlx::query(
        "insert into entries (id, draw_id, account_id, variant_id, pool, leaf, idempotency_key, request_digest)
         select id, $1, account, variant, pool, leaf, id::text, '' from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::bytea[]) as e(id, account, variant, pool, leaf)",
    )
    .bind(draw).bind(&ids).bind(&accounts).bind(&variants).bind(&pools).bind(&leaves).execute(&shop.db).await.unwrap();
}

#[tokio::test]
async fn units_that_nobody_is_left_for_go_back_to_the_shelf() {
    let shop = TestShop::new().await;
    let (drop, draw) = open(&shop, &[("EU 42", 3)]).await;
    let people = shop.shoppers(2).await;
    for who in &people {
        enter(&shop, who, &drop, 0).await.unwrap();
    }
    close_and_draw(&shop, &drop).await;
    let made = offers(&shop, draw).await;
    assert_eq!(made.len(), 2);
    pay(&shop, made[0].2).await;
    lapse(&shop).await;
    assert_eq!(state(&shop, draw).await, DrawState::Settled);
    let left: (i64, i64) =
        sqlx::query_as("select sum(on_hand), sum(reserved) from stock").fetch_one(&shop.db).await.unwrap();
    assert_eq!(left, (2, 0));
    assert!(verified(&shop, draw).await.accepted);
}

#[tokio::test]
async fn a_refunded_unit_goes_to_the_next_in_rank_while_the_draw_is_not_settled() {
    let shop = TestShop::new().await;
    let (drop, draw) = open(&shop, &[("EU 42", 2)]).await;
    for who in shop.shoppers(3).await {
        enter(&shop, &who, &drop, 0).await.unwrap();
    }
    close_and_draw(&shop, &drop).await;
    let made = offers(&shop, draw).await;
    pay(&shop, made[0].2).await;
    let staff = shop.staff(Role::Manager).await;
    payments::cancel(&shop, &staff.actor(), made[0].2, "Damaged").await.unwrap();
    shop.drain().await;
    let after = offers(&shop, draw).await;
    assert_eq!(
        after.iter().map(|o| (o.0, o.3)).collect::<Vec<_>>(),
        [(1, OfferState::Refunded), (2, OfferState::Open), (3, OfferState::Open)]
    );
}

/// Begins something again and again, each time letting it live a little longer before it is dropped where it stands.
pub(crate) async fn killed_until_it_lives<F: Future>(mut step: impl FnMut() -> F) {
    for life in 0.. {
        if tokio::time::timeout(Duration::from_millis(life), step()).await.is_ok() {
            return;
        }
    }
}

#[tokio::test]
async fn a_draw_that_is_killed_at_any_point_completes_once() {
    let shop = TestShop::new().await;
    let (drop, draw) = open(&shop, &[("EU 42", 2)]).await;
    for who in shop.shoppers(5).await {
        enter(&shop, &who, &drop, 0).await.unwrap();
    }
    shop.advance(HOUR);
    killed_until_it_lives(|| async { draws::close(&shop, drop.id).await.unwrap() }).await;
    killed_until_it_lives(|| async { draws::freeze(&shop, draw).await.unwrap() }).await;
    killed_until_it_lives(|| async { draws::rank(&shop, draw).await.unwrap() }).await;
    killed_until_it_lives(|| async { draws::carry_on(&shop, draw).await.unwrap() }).await;
    shop.drain().await;
    assert_eq!(offers(&shop, draw).await.len(), 2);
    let told: Vec<_> =
        shop.mails().await.into_iter().map(|m| m.template).filter(|t| t == "won" || t == "not_won").collect();
    assert_eq!(told.len(), 5);
    let held: (i32, i32) = sqlx::query_as("select held, free from drop_variants where drop_id = $1")
        .bind(drop.id)
        .fetch_one(&shop.db)
        .await
        .unwrap();
    assert_eq!(held, (2, 0));
    let report = verified(&shop, draw).await;
    assert!(report.accepted, "{report}");
}

#[tokio::test]
async fn an_entry_at_the_last_moment_is_sealed_or_refused() {
    let shop = TestShop::new().await;
    let (drop, draw) = open(&shop, &[("EU 42", 2)]).await;
    let presses: Vec<_> = shop
        .shoppers(60)
        .await
        .into_iter()
        .map(|who| {
            let (shop, wish) = ((*shop).clone(), wish(&drop, 0, "last"));
            tokio::spawn(async move { entries::enter(&shop, &who.actor(), wish).await })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(20)).await;
    shop.advance(HOUR);
    draws::close(&shop, drop.id).await.unwrap();
    draws::freeze(&shop, draw).await.unwrap();
    let mut made = 0;
    for press in presses {
        match press.await.unwrap() {
            Ok(_) => made += 1,
            Err(Error::Refused(EnterRefusal::NotOpen)) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!(files::record(&shop, draw).await.unwrap().entries_count, Some(made));
    let unsealed: i64 = sqlx::query_scalar("select count(*) from entries where entry_position(draw_id, id) is null")
        .fetch_one(&shop.db)
        .await
        .unwrap();
    assert_eq!(unsealed, 0);
    let report = verified(&shop, draw).await;
    assert!(report.accepted, "{report}");
}
