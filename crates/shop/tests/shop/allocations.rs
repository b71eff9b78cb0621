//! The allocation log: what became of every unit, in rows that anybody can check and nobody can bend.

use std::time::Duration;

use draw::AllocationKind::{self as Kind, Declined, Expired, Offered, Paid, Refunded, Settled, Withdrawn, WrittenOff};
use draw::{Allocation, csv};
use shop::accounts::{Actor, Role};
use shop::draws::{self, DrawState, files};
use shop::entries::OfferState;
use shop::payments::{self, PayRefusal, Paying};
use shop::{DrawId, EntryId, OrderId, orders};
use testkit::{TestShop, card};
use uuid::Uuid;

use crate::draws::{
    HOUR, close_and_draw, enter, killed_until_it_lives, lapse, offers, open, pay, state, text, verified,
};
use crate::orders::refusal;

const MINUTE: Duration = Duration::from_secs(60);
const VERIFY_PY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../draw/verify.py");

/// A drawn draw with so many entries per size.
pub(crate) async fn drawn(shop: &TestShop, sizes: &[(&str, i32, usize)]) -> DrawId {
    let pools: Vec<_> = sizes.iter().map(|(name, units, _)| (*name, *units)).collect();
    let (drop, draw) = open(shop, &pools).await;
    for (size, (_, _, entries)) in sizes.iter().enumerate() {
        for who in shop.shoppers(*entries).await {
            enter(shop, &who, &drop, size).await.unwrap();
        }
    }
    close_and_draw(shop, &drop).await;
    draw
}

async fn log(shop: &TestShop, draw: DrawId) -> Vec<Allocation> {
    let text = text(files::allocations_csv(shop, draw).await.unwrap()).await;
    csv::rows::<Allocation>(&text).unwrap().map(|row| row.unwrap().1).collect()
}

/// The rows of a pool without what the clock and chance decide.
async fn steps(shop: &TestShop, draw: DrawId, pool: &str) -> Vec<(Kind, u32)> {
    log(shop, draw).await.into_iter().filter(|row| row.pool == pool).map(|row| (row.kind, row.rank)).collect()
}

/// The order of the offer of a rank.
pub(crate) async fn order(shop: &TestShop, draw: DrawId, pool: &str, rank: i64) -> (OrderId, Actor) {
    let sql = "select o.id, o.account_id from offers f join orders o on o.id = f.order_id where f.draw_id = $1 and f.pool = $2 and f.rank = $3";
    let (id, account) = sqlx::query_as(sql).bind(draw).bind(pool).bind(rank).fetch_one(&shop.db).await.unwrap();
    (id, Actor { id: account, role: Role::Shopper })
}

/// Checks all files with our verifier and with the script that we publish.
async fn proven(shop: &TestShop, draw: DrawId) {
    let report = verified(shop, draw).await;
    assert!(report.accepted, "{report}");
    let folder = shop.files();
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(folder.join("record.json"), files::record_json(shop, draw).await.unwrap()).unwrap();
    std::fs::write(folder.join("entries.csv"), text(files::entries_csv(shop, draw).await.unwrap()).await).unwrap();
    std::fs::write(folder.join("allocations.csv"), text(files::allocations_csv(shop, draw).await.unwrap()).await)
        .unwrap();
    let mut python = std::process::Command::new("python3");
    let args = [VERIFY_PY, "record.json", "entries.csv", "allocations.csv"];
    let ran = python.current_dir(folder).args(args).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert!(String::from_utf8_lossy(&ran.stdout).contains("10 passed"));
}

#[tokio::test]
async fn a_whole_draw_leaves_a_log_that_verifies_and_adds_up() {
    let shop = TestShop::new().await;
    let staff = shop.staff(Role::Manager).await.actor();
    let draw = drawn(&shop, &[("EU 42", 3, 7), ("EU 43", 2, 1)]).await;
    proven(&shop, draw).await;

    // The first is refused and then pays, and staff take the order back; the second gives up; the fourth pays and gets the
    // money back but keeps the shoes; the third and the fifth let it lapse.
    let (first, winner) = order(&shop, draw, "EU 42", 1).await;
    shop.advance(MINUTE);
    assert_eq!(refusal(payments::pay(&shop, &winner, first, &card("4000000000000002")).await), PayRefusal::Declined);
    shop.advance(MINUTE);
    pay(&shop, first).await;
    let (second, winner) = order(&shop, draw, "EU 42", 2).await;
    payments::cancel(&shop, &winner, second, "").await.unwrap();
    shop.drain().await;
    shop.advance(MINUTE);
    payments::cancel(&shop, &staff, first, "Damaged in the store").await.unwrap();
    shop.drain().await;
    pay(&shop, order(&shop, draw, "EU 42", 4).await.0).await;
    payments::refund(&shop, &staff, order(&shop, draw, "EU 42", 4).await.0, "140.00", "A scratch").await.unwrap();
    shop.drain().await;
    pay(&shop, order(&shop, draw, "EU 43", 1).await.0).await;
    proven(&shop, draw).await;
    lapse(&shop).await;
    pay(&shop, order(&shop, draw, "EU 42", 6).await.0).await;
    assert_eq!(state(&shop, draw).await, DrawState::Drawn);
    proven(&shop, draw).await;
    pay(&shop, order(&shop, draw, "EU 42", 7).await.0).await;
    assert_eq!(state(&shop, draw).await, DrawState::Settled);
    proven(&shop, draw).await;

    let expected = [
        [(Offered, 1), (Offered, 2), (Offered, 3)].as_slice(),
        &[(Declined, 1), (Paid, 1), (Withdrawn, 2), (Offered, 4), (Refunded, 1), (Offered, 5)],
        &[(Paid, 4), (Refunded, 4), (WrittenOff, 4)],
        &[(Expired, 3), (Expired, 5), (Offered, 6), (Offered, 7), (Paid, 6), (Paid, 7), (Settled, 0)],
    ];
    assert_eq!(steps(&shop, draw, "EU 42").await, expected.concat());
    assert_eq!(steps(&shop, draw, "EU 43").await, [(Offered, 1), (Paid, 1), (Settled, 0)]);

    let view = draws::find(&shop, None, draw, None).await.unwrap();
    let balance = |n: usize| {
        let pool = &view.pools[n];
        (pool.units, pool.paid, pool.written_off, pool.free, pool.open)
    };
    assert_eq!((balance(0), balance(1)), ((3, 2, 1, 0, 0), (2, 1, 0, 1, 0)));
    assert_eq!((view.log.rows.len(), view.log.newer), (20, false));
    let older = draws::find(&shop, None, draw, view.log.older).await.unwrap().log;
    assert_eq!(older.rows.last().map(|row| row.seq), Some(1));
    assert!(older.newer && older.older.is_none());

    // After the settlement nothing is added, whatever happens to an order.
    let settled = log(&shop, draw).await;
    payments::cancel(&shop, &staff, order(&shop, draw, "EU 42", 6).await.0, "Lost in the store").await.unwrap();
    payments::refund(&shop, &staff, order(&shop, draw, "EU 42", 7).await.0, "140.00", "A scratch").await.unwrap();
    shop.drain().await;
    draws::carry_on(&shop, draw).await.unwrap();
    assert_eq!(log(&shop, draw).await, settled);
    proven(&shop, draw).await;
    shop.assert_balanced().await;

    // Every winner's letter is a witness of the row that made the offer.
    let letters: Vec<_> = shop.mails().await.into_iter().filter(|mail| mail.template == "won").collect();
    let offered: Vec<_> = settled.iter().filter(|row| row.kind == Offered).collect();
    assert_eq!((letters.len(), offered.len()), (8, 8));
    for row in offered {
        let says = format!("row {}, {}", row.seq, row.hash);
        assert_eq!(letters.iter().filter(|mail| mail.plain.contains(&says)).count(), 1, "{says}");
    }
}

#[tokio::test]
async fn a_payment_begun_in_time_and_known_late_keeps_its_place() {
    let shop = TestShop::new().await;
    let draw = drawn(&shop, &[("EU 42", 2, 4)]).await;
    let begun = log(&shop, draw).await[0].at;
    shop.advance(10 * MINUTE);
    let (second, winner) = order(&shop, draw, "EU 42", 2).await;
    payments::cancel(&shop, &winner, second, "").await.unwrap();
    shop.drain().await;

    // The gateway has not answered yet when the first one's hour is over; the third pays and the log waits.
    let (first, _) = order(&shop, draw, "EU 42", 1).await;
    sqlx::query("update orders set paying = true where id = $1").bind(first).execute(&shop.db).await.unwrap();
    shop.advance(55 * MINUTE);
    orders::lapse_due(&shop).await.unwrap();
    pay(&shop, order(&shop, draw, "EU 42", 3).await.0).await;
    assert_eq!(steps(&shop, draw, "EU 42").await.last(), Some(&(Kind::Offered, 3)));
    proven(&shop, draw).await;

    shop.advance(MINUTE);
    let mut tx = shop.begin().await.unwrap();
    let locked = orders::lock(&mut tx, first).await.unwrap().unwrap();
    orders::mark_paid(&shop, &mut tx, &locked, shop.now()).await.unwrap();
    tx.commit().await.unwrap();
    shop.drain().await;
    let rows = log(&shop, draw).await;
    let minutes: Vec<_> = rows.iter().map(|row| (row.kind, row.rank, (row.at - begun) / 60_000)).collect();
    assert_eq!(
        minutes[2..],
        [
            (Kind::Withdrawn, 2, 10),
            (Kind::Offered, 3, 10),
            (Kind::Paid, 1, 60),
            (Kind::Paid, 3, 65),
            (Kind::Settled, 0, 66)
        ]
    );
    proven(&shop, draw).await;
}

#[tokio::test]
async fn what_was_noted_late_stands_in_the_order_in_which_it_happened() {
    let shop = TestShop::new().await;
    let draw = drawn(&shop, &[("EU 42", 3, 3)]).await;
    let begun = log(&shop, draw).await[0].at;
    // An hour without a worker: one pays after a refused card, one gives up, one lapses.
    let (first, winner) = order(&shop, draw, "EU 42", 1).await;
    shop.advance(MINUTE);
    refusal(payments::pay(&shop, &winner, first, &card("4000000000000002")).await);
    shop.advance(MINUTE);
    let (third, other) = order(&shop, draw, "EU 42", 3).await;
    payments::cancel(&shop, &other, third, "").await.unwrap();
    shop.advance(MINUTE);
    payments::pay(&shop, &winner, first, &card("4242424242424242")).await.unwrap();
    shop.advance(HOUR);
    orders::lapse_due(&shop).await.unwrap();
    shop.drain().await;
    let rows = log(&shop, draw).await;
    let minutes: Vec<_> = rows.iter().map(|row| (row.kind, row.rank, (row.at - begun) / 60_000)).collect();
    assert_eq!(
        minutes[3..],
        [
            (Kind::Declined, 1, 1),
            (Kind::Withdrawn, 3, 2),
            (Kind::Paid, 1, 3),
            (Kind::Expired, 2, 60),
            (Kind::Settled, 0, 63)
        ]
    );
    proven(&shop, draw).await;
}

#[tokio::test]
async fn payments_at_once_are_each_noted_once() {
    let shop = TestShop::new().await;
    let draw = drawn(&shop, &[("EU 42", 4, 5), ("EU 43", 2, 2)]).await;
    let mut tasks = Vec::new();
    for (_, _, id, _) in offers(&shop, draw).await {
        let (shop, owner) = ((*shop).clone(), owner(&shop, id).await);
        tasks.push(tokio::spawn(async move {
            assert_eq!(payments::pay(&shop, &owner, id, &card("4242424242424242")).await.unwrap(), Paying::Paid);
            draws::carry_on(&shop, draw).await.unwrap();
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    shop.drain().await;
    assert_eq!(state(&shop, draw).await, DrawState::Settled);
    let rows = log(&shop, draw).await;
    assert_eq!(rows.iter().filter(|row| row.kind == Kind::Paid).count(), 6);
    assert_eq!(rows.len(), 6 + 6 + 2);
    proven(&shop, draw).await;
}

async fn owner(shop: &TestShop, id: OrderId) -> Actor {
    let sql = "select account_id from orders where id = $1";
    let account = sqlx::query_scalar(sql).bind(id).fetch_one(&shop.db).await.unwrap();
    Actor { id: account, role: Role::Shopper }
}

#[tokio::test]
async fn an_erased_person_is_passed_over_in_the_log() {
    let shop = TestShop::new().await;
    let draw = drawn(&shop, &[("EU 42", 1, 3)]).await;
    sqlx::query("update entries set account_id = null where draw_id = $1 and entry_rank(draw_id, id) = 2")
        .bind(draw)
        .execute(&shop.db)
        .await
        .unwrap();
    lapse(&shop).await;
    pay(&shop, order(&shop, draw, "EU 42", 3).await.0).await;
    let expected = [
        (Kind::Offered, 1),
        (Kind::Expired, 1),
        (Kind::Withdrawn, 2),
        (Kind::Offered, 3),
        (Kind::Paid, 3),
        (Kind::Settled, 0),
    ];
    assert_eq!(steps(&shop, draw, "EU 42").await, expected);
    proven(&shop, draw).await;
}

#[tokio::test]
async fn a_log_that_is_killed_at_any_point_loses_and_doubles_nothing() {
    let shop = TestShop::new().await;
    let draw = drawn(&shop, &[("EU 42", 3, 6)]).await;
    let (first, winner) = order(&shop, draw, "EU 42", 1).await;
    refusal(payments::pay(&shop, &winner, first, &card("4000000000000002")).await);
    payments::pay(&shop, &winner, first, &card("4242424242424242")).await.unwrap();
    let (second, winner) = order(&shop, draw, "EU 42", 2).await;
    payments::cancel(&shop, &winner, second, "").await.unwrap();
    killed_until_it_lives(|| async { draws::carry_on(&shop, draw).await.unwrap() }).await;
    shop.advance(2 * HOUR);
    orders::lapse_due(&shop).await.unwrap();
    killed_until_it_lives(|| async { draws::carry_on(&shop, draw).await.unwrap() }).await;
    shop.drain().await;
    let expected = [
        [(Offered, 1), (Offered, 2), (Offered, 3), (Declined, 1), (Paid, 1), (Withdrawn, 2), (Offered, 4)].as_slice(),
        &[(Expired, 3), (Expired, 4), (Offered, 5), (Offered, 6)],
    ];
    assert_eq!(steps(&shop, draw, "EU 42").await, expected.concat());
    assert_eq!(shop.mails().await.iter().filter(|mail| mail.template == "won").count(), 6);
    proven(&shop, draw).await;
}

/// The row that would come next, with its true hash.
async fn next(shop: &TestShop, draw: DrawId, kind: Kind, rank: u32, later: Duration) -> Allocation {
    let last = log(shop, draw).await.pop().unwrap();
    let entry_id: Option<Uuid> =
        sqlx::query_scalar("select id from entries where draw_id = $1 and entry_rank(draw_id, id) = $2")
            .bind(draw)
            .bind(i64::from(rank))
            .fetch_optional(&shop.db)
            .await
            .unwrap();
    let at = last.at + u64::try_from(later.as_millis()).unwrap();
    let entry_id = entry_id.unwrap_or_default();
    let row = Allocation { seq: last.seq + 1, at, kind, pool: "EU 42".into(), rank, entry_id, hash: last.hash };
    Allocation { hash: row.expected_hash(&last.hash), ..row }
}

/// Which constraint refuses the row; none when it was written.
async fn refused(shop: &TestShop, draw: DrawId, row: &Allocation) -> Option<String> {
    let sql = "insert into allocations (draw_id, seq, at_ms, kind, pool, rank, entry_id, hash) values ($1, $2, $3, $4, $5, $6, $7, $8)";
    let written = sqlx::query(sql)
        .bind(draw)
        .bind(i64::try_from(row.seq).unwrap())
        .bind(i64::try_from(row.at).unwrap())
        .bind(row.kind.name())
        .bind(&row.pool)
        .bind(i64::from(row.rank))
        .bind(row.entry_id)
        .bind(row.hash.as_bytes().as_slice())
        .execute(&shop.db)
        .await;
    Some(shop::refusal::constraint(&written.err()?).unwrap_or("no constraint").to_owned())
}

#[tokio::test]
async fn the_database_refuses_what_the_table_does_not_allow() {
    let shop = TestShop::new().await;
    let draw = drawn(&shop, &[("EU 42", 2, 4)]).await;
    let wrong = [
        (Kind::Offered, 4, Duration::ZERO, "allocations_legal"),
        (Kind::Offered, 3, Duration::ZERO, "allocations_within_units"),
        (Kind::Offered, 1, Duration::ZERO, "allocations_legal"),
        (Kind::Offered, 9, Duration::ZERO, "allocations_ranked"),
        (Kind::Paid, 3, Duration::ZERO, "allocations_legal"),
        (Kind::Paid, 1, HOUR + MINUTE, "allocations_legal"),
        (Kind::Claimed, 1, Duration::ZERO, "allocations_legal"),
        (Kind::Expired, 1, 59 * MINUTE, "allocations_legal"),
        (Kind::Withdrawn, 4, Duration::ZERO, "allocations_legal"),
        (Kind::Refunded, 1, Duration::ZERO, "allocations_legal"),
        (Kind::WrittenOff, 1, Duration::ZERO, "allocations_legal"),
        (Kind::Settled, 0, Duration::ZERO, "allocations_legal"),
    ];
    for (kind, rank, later, constraint) in wrong {
        let row = next(&shop, draw, kind, rank, later).await;
        assert_eq!(refused(&shop, draw, &row).await.as_deref(), Some(constraint), "{kind} {rank}");
    }

    let right = next(&shop, draw, Kind::Paid, 1, HOUR).await;
    let gap = Allocation { seq: right.seq + 1, ..right.clone() };
    assert_eq!(refused(&shop, draw, &gap).await.as_deref(), Some("allocations_in_order"));
    let back = Allocation { at: right.at - 3_600_001, ..right.clone() };
    assert_eq!(refused(&shop, draw, &back).await.as_deref(), Some("allocations_in_order"));
    let other = Allocation { at: right.at - 1, ..right.clone() };
    assert_eq!(refused(&shop, draw, &other).await.as_deref(), Some("allocations_chained"));
    let second = Allocation { entry_id: EntryId::random().0, ..right.clone() };
    assert_eq!(refused(&shop, draw, &second).await.as_deref(), Some("allocations_chained"));

    let db = &shop.db;
    let changed = |sql: &'static str| async move {
        let error = sqlx::query(sql).bind(draw).execute(db).await.unwrap_err();
        shop::refusal::constraint(&error).map(str::to_owned)
    };
    let append_only = Some("allocations_append_only".to_owned());
    assert_eq!(changed("update allocations set at_ms = at_ms + 1 where draw_id = $1").await, append_only);
    assert_eq!(changed("delete from allocations where draw_id = $1").await, append_only);
    let derived = Some("allocation_balances_append_only".to_owned());
    assert_eq!(changed("update allocation_balances set units = 9 where draw_id = $1").await, derived);
    let logged = Some("offers_logged".to_owned());
    assert_eq!(changed("update offers set state = 'paid' where draw_id = $1").await, logged);
    let beyond = "insert into offers (draw_id, pool, rank, entry_id, order_id, expires_at)
                  select $1, pool, 3, id, gen_random_uuid(), now() + interval '1 hour' from entries where draw_id = $1 and entry_rank(draw_id, id) = 3";
    assert_eq!(changed(beyond).await, logged);

    assert_eq!(refused(&shop, draw, &right).await, None, "what the table allows is written");
    let states: Vec<_> = offers(&shop, draw).await.into_iter().map(|(rank, _, _, state)| (rank, state)).collect();
    assert_eq!(states, [(1, OfferState::Open), (2, OfferState::Open)]);
}
