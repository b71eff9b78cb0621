//! kill -9 at random moments of a draw's life: while people enter, while the list is frozen and sealed, while it waits for
//! the beacon and is ranked, while offers are made, paid and given up. In the end no entry, unit, order, payment or mail is lost or doubled, and the
//! published files verify.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use serde_json::json;
use shop::config::BeaconConfig;
use shop::draws;
use shop::entries::OfferState;
use shop::{AccountId, DrawId, EntryId, OrderId};
use testkit::{PostOffice, Release, TestShop};

use crate::binary::Binary;
use crate::client::{Browser, Program, get};
use crate::rest::{a_minute_passes, assert_mails_arrived, assert_no_dead_letters, assert_none, counts, until_at_rest};

const DRAWS: usize = 3;
const PEOPLE: usize = 9;
/// The second size has fewer takers than units, if many give their offers up.
const SIZES: [(&str, i32); 2] = [("EU 42", 2), ("EU 43", 1)];
/// How long one can enter.
const WINDOW: Duration = Duration::from_secs(4);
/// From the freeze to the beacon's round: time enough to be killed and to seal all the same.
const MARGIN_SECONDS: u64 = 20;
/// When it takes longer than this, something stands still.
const PATIENCE: Duration = Duration::from_secs(40 + MARGIN_SECONDS);

#[tokio::test(flavor = "multi_thread")]
async fn draws_survive_kill_9() {
    // The process that is killed is also the relay.
    let beacon = BeaconConfig { chain: &draw::TEST_CHAIN, relays: Vec::new(), margin_seconds: MARGIN_SECONDS };
    let shop = TestShop::with(8, None, |config| config.beacon = Some(beacon)).await;
    let office = PostOffice::default();
    let binary = Binary::of(&shop).with_mail_to(&office);
    let mut process = binary.start();
    let people = shop.shoppers(PEOPLE).await;
    let browsers: BTreeMap<_, _> = people.iter().map(|p| (p.id, Browser::signed_in(process.port, p))).collect();
    let mut releases = Vec::new();
    for _ in 0..DRAWS {
        releases.push(open(&shop).await);
    }

    let mut entrants = Vec::new();
    for (n, person) in people.iter().enumerate() {
        let (program, releases, port) = (Program::of(&shop, person), releases.clone(), process.port);
        entrants.push(std::thread::spawn(move || enter_all(&program, port, &releases, usize::from(n % 3 == 0))));
    }
    for _ in 0..3 {
        tokio::time::sleep(Duration::from_millis(rand::random_range(200..900))).await;
        process.kill();
        process = binary.start();
        a_minute_passes(&shop, &process).await;
    }
    for stage in ["closed", "sealed", "drawn"] {
        until_one_is(&shop, stage).await;
        tokio::time::sleep(Duration::from_millis(rand::random_range(0..20))).await;
        process.kill();
        process = binary.start();
        a_minute_passes(&shop, &process).await;
    }
    let entered: BTreeSet<EntryId> = entrants.into_iter().flat_map(|entrant| entrant.join().unwrap()).collect();

    // One pause is long enough for a new worker to take over what a dead one has left.
    let mut customers = Vec::new();
    let mut asked = BTreeSet::new();
    for longest in [900, 900, 7000, 900] {
        let until = Instant::now() + Duration::from_millis(rand::random_range(longest / 2..longest));
        while Instant::now() < until {
            customers.extend(answer_offers(&shop, &browsers, &mut asked).await);
        }
        process.kill();
        process = binary.start();
        a_minute_passes(&shop, &process).await;
    }
    let began = Instant::now();
    while !all_settled(&shop).await {
        customers.extend(answer_offers(&shop, &browsers, &mut asked).await);
        assert!(began.elapsed() < PATIENCE, "the draws do not settle");
    }
    for customer in customers {
        customer.join().unwrap();
    }
    until_at_rest(&shop, &process).await;

    let twice = assert_mails_arrived(&shop, &office).await;
    eprintln!("{} entries, {} offers, {twice} mails came twice", entered.len(), asked.len());
    let stored: BTreeSet<EntryId> =
        sqlx::query_scalar("select id from entries").fetch_all(&shop.db).await.unwrap().into_iter().collect();
    assert_eq!(entered, stored, "every acknowledged entry is there once, and no other");
    for release in &releases {
        let draw = draw_of(&shop, release).await;
        assert_verifies(process.port, draw, &entered);
        assert_offers_follow_the_ranking(&shop, draw).await;
    }
    assert_each_step_was_taken_once(&shop).await;
    shop.assert_balanced().await;
    shop.assert_money_settled().await;
    assert_no_dead_letters(&shop).await;
}

/// A draw that is open for a few seconds; the form knows minutes.
async fn open(shop: &TestShop) -> Release {
    let release = shop.draw().sizes(&SIZES).window_minutes(60).scheduled().await;
    sqlx::query("update drops set closes_at = date_trunc('milliseconds', now()) + $2 * interval '1 ms' where id = $1")
        .bind(release.id)
        .bind(i64::try_from(WINDOW.as_millis()).unwrap())
        .execute(&shop.db)
        .await
        .unwrap();
    draws::open(shop, release.id).await.unwrap();
    release
}

async fn draw_of(shop: &TestShop, release: &Release) -> DrawId {
    draws::live(shop, release.id).await.unwrap().unwrap().draw_id
}

/// One person enters one draw after the other, some too late; answers the entries that the shop has acknowledged.
fn enter_all(program: &Program, port: u16, releases: &[Release], size: usize) -> Vec<EntryId> {
    let mut entered = Vec::new();
    for (m, release) in releases.iter().enumerate() {
        std::thread::sleep(WINDOW.mul_f64(rand::random_range(0.0..0.55)));
        let body = json!({ "variant_id": release.sizes[size] });
        let path = format!("/api/v1/drops/{}/entries", release.id);
        let answer = program.post_until_answered(port, &path, &format!("entry-{m}"), &body);
        match answer.status {
            201 => entered.push(answer.json()["id"].as_str().unwrap().parse().unwrap()),
            403 => assert_eq!(answer.json()["type"], "/problems/not-open"),
            _ => panic!("{answer:?}"),
        }
    }
    entered
}

/// Waits, as closely as it can be seen, for a drop to come this far.
async fn until_one_is(shop: &TestShop, stage: &str) {
    let began = Instant::now();
    let reached = "select exists (select from drops where state >= $1::drop_state)";
    while !sqlx::query_scalar::<_, bool>(reached).bind(stage).fetch_one(&shop.db).await.unwrap() {
        assert!(began.elapsed() < PATIENCE, "no drop is {stage}");
    }
}

async fn all_settled(shop: &TestShop) -> bool {
    let sql = "select not exists (select from drops where state <> 'settled')";
    sqlx::query_scalar(sql).fetch_one(&shop.db).await.unwrap()
}

/// Who gives an offer up is decided by its entry, so that the end is known.
fn gives_it_up(entry: EntryId) -> bool {
    entry.0.as_bytes()[15].is_multiple_of(3)
}

/// Whoever has a new offer pays it, or gives it up. None lapses here: its hour is in the log, which nobody can bend.
async fn answer_offers(
    shop: &TestShop,
    browsers: &BTreeMap<AccountId, Browser>,
    asked: &mut BTreeSet<EntryId>,
) -> Vec<std::thread::JoinHandle<()>> {
    let open: Vec<(EntryId, OrderId, AccountId)> = sqlx::query_as(
        "select f.entry_id, f.order_id, o.account_id from offers f join orders o on o.id = f.order_id where f.state = 'open'",
    )
    .fetch_all(&shop.db)
    .await
    .unwrap();
    let mut customers = Vec::new();
    for (entry, order, account) in open.into_iter().filter(|&(entry, ..)| asked.insert(entry)) {
        let browser = browsers[&account].clone();
        customers.push(std::thread::spawn(move || {
            if gives_it_up(entry) {
                browser.cancel_until_cancelled(order);
            } else {
                browser.pay_until_paid(order, "4242424242424242");
            }
        }));
    }
    tokio::time::sleep(Duration::from_millis(50)).await;
    customers
}

/// Checks the published files as anybody would, and that they hold what was acknowledged.
fn assert_verifies(port: u16, draw: DrawId, entered: &BTreeSet<EntryId>) {
    let [record, entries, ranking, allocations] = ["record.json", "entries.csv", "ranking.csv", "allocations.csv"]
        .map(|file| get(port, &format!("/draws/{draw}/{file}")).body);
    let register = get(port, "/draws/register.csv").body;
    let report = draw::verify(&draw::Evidence {
        record: record.as_bytes(),
        entries: Some(entries.as_bytes()),
        ranking: Some(ranking.as_bytes()),
        allocations: Some(allocations.as_bytes()),
        register: Some(register.as_bytes()),
        test_chains: std::slice::from_ref(&draw::TEST_CHAIN),
        ..draw::Evidence::default()
    });
    assert!(report.accepted, "{report}");
    let listed: Vec<EntryId> =
        entries.lines().skip(1).map(|line| line.split(',').next().unwrap().parse().unwrap()).collect();
    assert!(listed.iter().all(|entry| entered.contains(entry)), "{entries}");
}

/// Units go down the ranking until each is paid, or nobody is left.
async fn assert_offers_follow_the_ranking(shop: &TestShop, draw: DrawId) {
    for (pool, units) in SIZES {
        let ranking: Vec<EntryId> = sqlx::query_scalar(
            "select id from entries where draw_id = $1 and pool = $2 order by entry_rank(draw_id, id)",
        )
        .bind(draw)
        .bind(pool)
        .fetch_all(&shop.db)
        .await
        .unwrap();
        let mut left = units;
        let mut expected = Vec::new();
        for entry in ranking {
            if left == 0 {
                break;
            }
            let state = if gives_it_up(entry) { OfferState::Withdrawn } else { OfferState::Paid };
            left -= i32::from(state == OfferState::Paid);
            expected.push((entry, state));
        }
        let made: Vec<(EntryId, OfferState)> =
            sqlx::query_as("select entry_id, state from offers where draw_id = $1 and pool = $2 order by rank")
                .bind(draw)
                .bind(pool)
                .fetch_all(&shop.db)
                .await
                .unwrap();
        assert_eq!(made, expected, "offers of {pool}");
    }
}

/// Events and mails, which are made once for each step, and orders, which are made once for each offer.
async fn assert_each_step_was_taken_once(shop: &TestShop) {
    assert_none(shop, "select id::text from orders o where not exists (select from offers f where f.order_id = o.id)")
        .await;
    assert_none(
        shop,
        "select f.entry_id || ' ' || f.state || ' ' || o.state from offers f join orders o on o.id = f.order_id
           where (f.state, o.state) not in (('paid', 'paid'), ('withdrawn', 'cancelled'))",
    )
    .await;
    assert_none(
        shop,
        "select subject_id || ' ' || kind from events where topic <> 'product-events' group by subject_id, kind having count(*) > 1",
    )
    .await;
    let happened = counts(shop, "select kind, count(*) from events group by kind").await;
    let there = counts(
        shop,
        "select 'draw.opened', count(*) from draws union all select 'draw.sealed', count(*) from draws
         union all select 'draw.beacon', count(*) from draws union all select 'draw.drawn', count(*) from draws union all select 'draw.settled', count(*) from draws
         union all select 'offer.made', count(*) from offers union all select 'order.placed', count(*) from offers
         union all select 'offer.' || state, count(*) from offers group by state
         union all select 'order.' || o.state, count(*) from offers f join orders o on o.id = f.order_id group by o.state",
    )
    .await;
    for (kind, times) in &there {
        assert_eq!(happened.get(kind), Some(times), "{kind} in {happened:?}");
    }
    let written = counts(shop, "select template, count(*) from emails group by template").await;
    let due = counts(
        shop,
        "select 'entry_receipt', count(*) from entries union all select 'won', count(*) from offers
         union all select 'draw_sealed', count(*) from entries where note = ''
         union all select 'not_won', count(*) from entries e join draw_pools p using (draw_id, pool) where entry_rank(e.draw_id, e.id) > p.units
         union all select 'offer_lapsed', count(*) from offers where state = 'withdrawn' having count(*) > 0
         union all select 'order_paid', count(*) from orders where state = 'paid'",
    )
    .await;
    assert_eq!(written, due);
}
