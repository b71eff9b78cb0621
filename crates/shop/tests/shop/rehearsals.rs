//! A synthetic crowd in a copy of a drop: what it finds is true, and the shop is as it was.

use std::sync::Arc;
use std::time::Duration;

use queue::testing::drain;
use redis::AsyncCommands;
use shop::accounts::{Actor, Role};
use shop::defences::DefenceForm;
use shop::drops::{self, DropState};
use shop::rehearsals::{self, Failure, Rehearsal, RehearsalForm, RehearsalRefusal, RehearsalState, Verdict};
use shop::{Bar, DropId, Error, Refusal, RehearsalId, Shop};
use sqlx::postgres::PgPoolOptions;
use sqlx::{AssertSqlSafe, PgPool};
use testkit::{Person, Release, TestShop};
use tokio::task::JoinHandle;

use crate::orders::refusal;

fn form(shoppers: u32, at_once: u32) -> RehearsalForm {
    RehearsalForm { shoppers: shoppers.to_string(), at_once: at_once.to_string() }
}

async fn latest(shop: &Shop, by: &Actor, drop: DropId) -> Rehearsal {
    rehearsals::of_drop(shop, by, drop).await.unwrap().remove(0)
}

/// The schemas of shadows.
async fn shadows(db: &PgPool) -> Vec<String> {
    sqlx::query_scalar("select nspname::text from pg_namespace where nspname like 'rehearsal%'")
        .fetch_all(db)
        .await
        .unwrap()
}

/// All that the shop's tables hold, but for the rehearsal itself, its job and its trail.
async fn books(db: &PgPool) -> Vec<(String, String)> {
    sqlx::query_as(
        "select tablename::text, query_to_xml('select * from ' || quote_ident(tablename), true, true, '')::text from pg_tables
         where schemaname = 'public' and tablename not in ('rehearsals', 'jobs', 'audit_entries') order by tablename",
    )
    .fetch_all(db)
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_copy_sells_what_the_drop_has_and_the_shop_stays_as_it_was() {
    let shop = TestShop::with_redis().await;
    let manager = shop.staff(Role::Manager).await.actor();
    let sizes = shop.flash_sale().sizes(&[("EU 41", 6), ("EU 42", 4)]).limit(2).opens_in(Duration::from_secs(600));
    let release = sizes.scheduled().await;
    let before = books(&shop.db).await;

    let id = rehearsals::begin(&shop, &manager, release.id, &form(100, 20)).await.unwrap();
    let waiting = latest(&shop, &manager, release.id).await;
    assert_eq!((waiting.id, waiting.state, waiting.report), (id, RehearsalState::Waiting, None));
    assert_eq!(shop.drain().await.completed, 1);

    let done = latest(&shop, &manager, release.id).await;
    let report = done.report.unwrap();
    assert_eq!((done.state, done.pressed), (RehearsalState::Done, 100));
    assert_ne!(report.verdict(), Verdict::Wrong, "{report:?}");
    assert_eq!((report.units, report.shoppers, report.sold, report.orders), (10, 100, 10, 10));
    assert_eq!((report.stored_orders, report.stored_units), (10, 10));
    assert_eq!((report.empty_handed, report.presses), (90, 100 + 10 + 5 + 12));
    let refused: i64 = report.refused.iter().map(|(_, presses)| presses).sum();
    assert_eq!(report.orders + report.repeats + refused, report.presses);
    assert!(report.refused_for("sold-out") >= 90 && report.refused_for("rate-limited") > 0, "{:?}", report.refused);
    assert!(report.order_times.is_some_and(|times| 0 < times.p50 && times.p50 <= times.max), "{report:?}");

    assert_eq!(books(&shop.db).await, before, "no stock, no order, no mail, no event, nobody");
    assert_eq!(shadows(&shop.db).await, Vec::<String>::new());
    assert_eq!(queue::testing::jobs_left(&shop.db).await.len(), 0);
    let marks: bool = shop.redis.clone().unwrap().exists(format!("fairdrop:tried:{id}")).await.unwrap();
    assert!(!marks, "nobody has tried to buy in the copy");
    let trail: Vec<String> = sqlx::query_scalar("select action from audit_entries where subject_id = $1 order by seq")
        .bind(release.id)
        .fetch_all(&shop.db)
        .await
        .unwrap();
    assert_eq!(trail, ["drop.created", "drop.scheduled", "drop.rehearsed"]);

    // And the drop itself sells as if nothing had been.
    shop.advance(Duration::from_secs(600));
    drops::sweep(&shop).await.unwrap();
    shop.shopper().await.buy(&shop, &release, "k").await.unwrap();
    assert_eq!(drops::live(&shop, release.id).await.unwrap().free(), 9);
    shop.assert_balanced().await;
}

/// Begins a rehearsal that goes on for long, and comes back when somebody has pressed.
async fn under_way(shop: &Arc<TestShop>, manager: &Actor, release: &Release) -> (RehearsalId, JoinHandle<()>) {
    pressing(shop, manager, release, &form(20_000, 2), 1).await
}

/// Begins a rehearsal, and comes back when so many have pressed.
async fn pressing(
    shop: &Arc<TestShop>,
    manager: &Actor,
    release: &Release,
    form: &RehearsalForm,
    pressed: i64,
) -> (RehearsalId, JoinHandle<()>) {
    let id = rehearsals::begin(shop, manager, release.id, form).await.unwrap();
    let worker = {
        let shop = shop.clone();
        tokio::spawn(async move {
            shop.drain().await;
        })
    };
    for _ in 0..600 {
        if latest(shop, manager, release.id).await.pressed >= pressed {
            return (id, worker);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("nobody pressed in 30 s: {:?}", latest(shop, manager, release.id).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nobody_sees_the_copy_and_staff_can_stop_it() {
    let shop = Arc::new(TestShop::new().await);
    let manager = shop.staff(Role::Manager).await.actor();
    let release = shop.flash_sale().units(5).draft().await;
    let before = books(&shop.db).await;
    let (id, worker) = under_way(&shop, &manager, &release).await;

    assert_eq!(shadows(&shop.db).await.len(), 1);
    assert_eq!(books(&shop.db).await, before, "whatever reads the shop's tables sees nothing of it");
    assert_eq!(drops::all(&shop, &manager, None).await.unwrap().len(), 1);
    assert!(matches!(drops::live(&shop, DropId(id.0)).await, Err(Error::Barred(Bar::NotFound))));
    let running = latest(&shop, &manager, release.id).await;
    assert_eq!((running.state, running.stop_asked), (RehearsalState::Running, false));

    rehearsals::stop(&shop, &manager, id).await.unwrap();
    worker.await.unwrap();
    let stopped = latest(&shop, &manager, release.id).await;
    let report = stopped.report.unwrap();
    assert_eq!(stopped.state, RehearsalState::Stopped);
    assert!(report.shoppers < 20_000 && report.shoppers == stopped.pressed, "{report:?}");
    assert_eq!((report.sold, report.stored_units), (5, 5), "who pressed just then was still answered");
    assert_eq!(refusal(rehearsals::stop(&shop, &manager, id).await), RehearsalRefusal::Ended);
    assert_eq!((shadows(&shop.db).await.len(), books(&shop.db).await), (0, before));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_a_killed_worker_leaves_behind_is_removed() {
    let shop = Arc::new(TestShop::new().await);
    let manager = shop.staff(Role::Manager).await.actor();
    let release = shop.flash_sale().units(5).draft().await;
    let before = books(&shop.db).await;
    let (_, worker) = under_way(&shop, &manager, &release).await;
    worker.abort();
    assert!(worker.await.unwrap_err().is_cancelled());
    assert_eq!(shadows(&shop.db).await.len(), 1, "nobody has tidied up");
    let again = rehearsals::begin(&shop, &manager, release.id, &form(10, 2)).await;
    assert_eq!(refusal(again), RehearsalRefusal::UnderWay);

    // What the rescue does after 15 s of silence.
    sqlx::query("update jobs set state = 'retryable', run_at = now() where state = 'running'")
        .execute(&shop.db)
        .await
        .unwrap();
    assert_eq!(shop.drain().await.completed, 1);
    let failed = latest(&shop, &manager, release.id).await;
    assert_eq!((failed.state, failed.report), (RehearsalState::Failed(Failure::Interrupted), None));
    assert_eq!((shadows(&shop.db).await.len(), books(&shop.db).await), (0, before));

    rehearsals::begin(&shop, &manager, release.id, &form(10, 2)).await.unwrap();
    shop.drain().await;
    assert_eq!(latest(&shop, &manager, release.id).await.state, RehearsalState::Done);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_crowd_waits_in_the_line_of_the_copy() {
    let shop = Arc::new(TestShop::with_redis().await);
    let manager = shop.staff(Role::Manager).await.actor();
    let in_ten_minutes = || shop.flash_sale().units(10).opens_in(Duration::from_secs(600));
    let quick = in_ten_minutes().line(100_000).scheduled().await;
    let slow = in_ten_minutes().line(60).scheduled().await;
    let before = books(&shop.db).await;
    rehearsals::begin(&shop, &manager, quick.id, &form(100, 20)).await.unwrap();
    shop.drain().await;
    let report = latest(&shop, &manager, quick.id).await.report.unwrap();
    let line = report.line.unwrap();
    assert_eq!((line.per_minute, line.people, line.waiting), (100_000, 100, 0));
    assert!(line.join_times.is_some_and(|times| times.p50 > 0) && line.opening_us > 0, "{line:?}");
    assert_eq!((report.shoppers, report.sold, report.refused_for("in-line")), (100, 10, 0), "{report:?}");

    // Two places are admitted at once, and the shop's clock stands still.
    let (id, worker) = pressing(&shop, &manager, &slow, &form(100, 20), 2).await;
    rehearsals::stop(&shop, &manager, id).await.unwrap();
    worker.await.unwrap();
    let stopped = latest(&shop, &manager, slow.id).await;
    let report = stopped.report.unwrap();
    assert_eq!((stopped.state, report.shoppers, report.sold), (RehearsalState::Stopped, 2, 2), "{report:?}");
    assert_eq!((report.line.unwrap().people, report.line.unwrap().waiting), (100, 98));
    assert_eq!(books(&shop.db).await, before, "nobody is in a line of the shop's");
}

/// What a hundred shoppers would be refused in a drop with these defences.
async fn refused_by(shop: &TestShop, manager: &Actor, bots: DefenceForm) -> impl Fn(&str) -> i64 {
    let release = shop.flash_sale().units(500).line(100_000).defended(bots).opens_in(Duration::from_secs(600));
    let release = release.scheduled().await;
    rehearsals::begin(shop, manager, release.id, &form(100, 20)).await.unwrap();
    shop.drain().await;
    let report = latest(shop, manager, release.id).await.report.unwrap();
    assert_ne!(report.verdict(), Verdict::Wrong, "{report:?}");
    assert_eq!(report.sold, report.stored_units);
    move |reason| report.refused_for(reason)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_copy_defends_itself_and_its_crowd_is_like_the_shop_s_own() {
    let shop = TestShop::new().await;
    let manager = shop.staff(Role::Manager).await.actor();
    // One in four is not confirmed, one in four came a minute ago.
    let [young, doubtful, ..] = &shop.shoppers(4).await[..] else { panic!("four shoppers") };
    let set = async |what: &str, who: &Person| {
        let sql = AssertSqlSafe(format!("update accounts set {what} where id = '{}'", who.actor().id));
        sqlx::raw_sql(sql).execute(&shop.db).await.unwrap();
    };
    sqlx::raw_sql("update accounts set created_at = created_at - interval '1 day'").execute(&shop.db).await.unwrap();
    set("created_at = created_at + interval '1 day'", young).await;
    set("verified_at = null", doubtful).await;

    // Two of a hundred are scripts, which press once.
    let scripts = refused_by(&shop, &manager, DefenceForm { proof_bits: "14".into(), ..DefenceForm::default() }).await;
    assert_eq!((scripts("proof-needed"), scripts("too-many-orders"), scripts("account-too-new")), (2, 0, 0));
    let network = refused_by(&shop, &manager, DefenceForm { per_range: "1".into(), ..DefenceForm::default() }).await;
    assert_eq!((network("proof-needed"), network("too-many-orders")), (0, 5 + 1), "those who want more, and a script");

    // It opens in ten minutes, less what is gone of this one.
    let gates = DefenceForm { confirmed_email: true, account_age_minutes: "11".into(), ..DefenceForm::default() };
    let gates = refused_by(&shop, &manager, gates).await;
    for reason in ["email-unconfirmed", "account-too-new"] {
        let shoppers = gates(reason);
        assert!((25..=55).contains(&shoppers), "{shoppers} presses of 25 shoppers: {reason}");
    }
    let nine = DefenceForm { account_age_minutes: "9".into(), ..DefenceForm::default() };
    assert_eq!(refused_by(&shop, &manager, nine).await("account-too-new"), 0);
}

#[tokio::test]
async fn managers_rehearse_flash_sales_that_do_not_sell_yet() {
    let shop = TestShop::new().await;
    let manager = shop.staff(Role::Manager).await.actor();
    let draft = shop.flash_sale().draft().await;
    for role in [Role::Shopper, Role::Support] {
        let who = shop.staff(role).await.actor();
        let begun = rehearsals::begin(&shop, &who, draft.id, &form(10, 2)).await;
        assert!(matches!(begun, Err(Error::Barred(Bar::Forbidden))));
        let stopped = rehearsals::stop(&shop, &who, RehearsalId::new()).await;
        assert!(matches!(stopped, Err(Error::Barred(Bar::Forbidden))));
    }
    let shopper = shop.shopper().await.actor();
    assert!(matches!(rehearsals::of_drop(&shop, &shopper, draft.id).await, Err(Error::Barred(Bar::Forbidden))));

    let nowhere = rehearsals::begin(&shop, &manager, DropId::new(), &form(10, 2)).await;
    assert!(matches!(nowhere, Err(Error::Barred(Bar::NotFound))));
    let begin = async |drop, form| refusal(rehearsals::begin(&shop, &manager, drop, &form).await);
    assert_eq!(begin(draft.id, form(20_001, 0)).await.fields().len(), 2);
    assert_eq!(begin(shop.draw().draft().await.id, form(10, 2)).await, RehearsalRefusal::NotAFlashSale);
    assert_eq!(begin(shop.flash_sale().open().await.id, form(10, 2)).await, RehearsalRefusal::TooLate);
    assert_eq!(refusal(rehearsals::stop(&shop, &manager, RehearsalId::new()).await), RehearsalRefusal::Ended);
    let begun: i64 = sqlx::query_scalar("select count(*) from rehearsals").fetch_one(&shop.db).await.unwrap();
    assert_eq!(begun, 0);
}

#[tokio::test]
async fn there_is_one_rehearsal_at_a_time() {
    let shop = TestShop::new().await;
    let manager = shop.staff(Role::Manager).await.actor();
    let (one, other) = (shop.flash_sale().draft().await, shop.flash_sale().draft().await);
    let begin = async |release: &Release| rehearsals::begin(&shop, &manager, release.id, &form(10, 2)).await;
    let (first, second) = tokio::join!(begin(&one), begin(&other));
    let (begun, refused, of) = match (first, second) {
        (Ok(id), Err(refused)) => (id, refused, &one),
        (Err(refused), Ok(id)) => (id, refused, &other),
        both => panic!("not one of two: {both:?}"),
    };
    assert_eq!(refusal::<(), _>(Err(refused)), RehearsalRefusal::UnderWay);
    assert_eq!(refusal(begin(&one).await), RehearsalRefusal::UnderWay);

    // One that waits ends at once, and its job finds nothing to do.
    rehearsals::stop(&shop, &manager, begun).await.unwrap();
    let stopped = latest(&shop, &manager, of.id).await;
    assert_eq!((stopped.state, stopped.report), (RehearsalState::Stopped, None));
    begin(&one).await.unwrap();
    assert_eq!(shop.drain().await.completed, 2);
    assert_eq!(latest(&shop, &manager, one.id).await.state, RehearsalState::Done);
}

#[tokio::test]
async fn of_a_draft_that_is_thrown_away_no_rehearsal_stays() {
    let shop = TestShop::new().await;
    let manager = shop.staff(Role::Manager).await.actor();
    let draft = shop.flash_sale().draft().await;
    rehearsals::begin(&shop, &manager, draft.id, &form(10, 2)).await.unwrap();
    drops::discard(&shop, &manager, draft.id).await.unwrap();
    assert_eq!(shop.drain().await.completed, 1);
    assert_eq!((shadows(&shop.db).await.len(), drops::find(&shop.db, draft.id).await.unwrap()), (0, None));
}

#[tokio::test]
async fn a_role_that_may_not_create_schemas_says_so() {
    let shop = TestShop::new().await;
    let manager = shop.staff(Role::Manager).await.actor();
    let draft = shop.flash_sale().draft().await;
    let role = format!("plain_{}", uuid::Uuid::now_v7().simple());
    let run = async |sql: String| sqlx::raw_sql(AssertSqlSafe(sql)).execute(&shop.db).await.unwrap();
    run(format!("create role {role} login; grant select, insert, update on all tables in schema public to {role}"))
        .await;
    let options = (*shop.db.connect_options()).clone().username(&role);
    let pool = PgPoolOptions::new().connect_with(options).await.unwrap();
    let plain = Shop::new(pool.clone(), None, shop.clock.clone(), shop.config.clone());

    rehearsals::begin(&shop, &manager, draft.id, &form(10, 2)).await.unwrap();
    let drained = drain(&shop.db, plain, &shop::jobs::registry()).strict().await.unwrap();
    assert_eq!(drained.completed, 1);
    let failed = latest(&shop, &manager, draft.id).await;
    assert_eq!(failed.state, RehearsalState::Failed(Failure::NotAllowed));
    assert_eq!(drops::find(&shop.db, draft.id).await.unwrap().unwrap().state, DropState::Draft);
    pool.close().await;
    run(format!("drop owned by {role}; drop role {role}")).await;
}
