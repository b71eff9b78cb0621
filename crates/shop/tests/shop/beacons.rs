//! Draws that wait for a beacon: relays that are away, lie or are late, and what becomes of a draw without its round.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use draw::{TEST_CHAIN, test_chain};
use queue::testing::enqueued;
use serde_json::json;
use shop::config::BeaconConfig;
use shop::draws::{self, BeaconView, DrawState, FetchRound, SweepDraws, files};
use shop::drops::{self, DropState};
use shop::{At, DrawId};
use testkit::{Release, TestShop};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::draws::{close_and_draw, enter, open, state, verified};

/// Seconds between the freeze and the round in these tests.
const MARGIN: u64 = 60;

/// A relay on loopback that answers as a test wants.
struct Relay {
    address: String,
    asked: Arc<AtomicUsize>,
}

impl Relay {
    /// Answers every question for a round with this status and body.
    async fn that(answers: impl Fn(u64) -> (u16, String) + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, asked) = (format!("http://{}", listener.local_addr().unwrap()), Arc::new(AtomicUsize::new(0)));
        let count = asked.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut question = Vec::new();
                while !question.ends_with(b"\r\n\r\n") {
                    let mut byte = [0];
                    if stream.read(&mut byte).await.unwrap_or(0) == 0 {
                        break;
                    }
                    question.extend_from_slice(&byte);
                }
                count.fetch_add(1, Ordering::SeqCst);
                let question = String::from_utf8(question).unwrap();
                let path = question.split(' ').nth(1).unwrap();
                let round = path.strip_prefix(&format!("/{}/public/", TEST_CHAIN.hash)).expect("the chain's path");
                let (status, body) = answers(round.parse().unwrap());
                let head =
                    format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
                let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
            }
        });
        Self { address, asked }
    }

    /// Tells the truth.
    async fn honest() -> Self {
        Self::that(|round| (200, body(round, round))).await
    }

    /// Has nothing until so many questions were asked, then tells the truth.
    async fn late(status: u16, questions: usize) -> Self {
        let left = AtomicUsize::new(questions);
        let patient = move || left.try_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok();
        Self::that(move |round| if patient() { (status, String::new()) } else { (200, body(round, round)) }).await
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

/// What a relay says of a round, with the signature of `signed`.
fn body(round: u64, signed: u64) -> String {
    let signature = test_chain::sign(signed);
    let randomness = draw::hash::sha256_of(signature.as_bytes());
    json!({ "round": round, "signature": signature, "randomness": randomness }).to_string()
}

/// A shop whose draws wait for the test chain, as these relays tell it.
async fn shop_with(relays: &[&Relay]) -> TestShop {
    let relays = relays.iter().map(|relay| relay.address.clone()).collect();
    let beacon = BeaconConfig { chain: &TEST_CHAIN, relays, margin_seconds: MARGIN };
    TestShop::with(8, None, |config| config.beacon = Some(beacon)).await
}

/// A draw of two units that five entered, sealed, and that waits for its round.
async fn sealed(shop: &TestShop) -> (Release, DrawId) {
    let (drop, draw) = open(shop, &[("EU 42", 2)]).await;
    for who in shop.shoppers(5).await {
        enter(shop, &who, &drop, 0).await.unwrap();
    }
    close_and_draw(shop, &drop).await;
    assert_eq!(state(shop, draw).await, DrawState::Sealed);
    (drop, draw)
}

async fn beacon(shop: &TestShop, draw: DrawId) -> BeaconView {
    draws::find(shop, None, draw, None).await.unwrap().beacon.unwrap()
}

async fn told(shop: &TestShop, template: &str) -> usize {
    shop.mails().await.iter().filter(|mail| mail.template == template).count()
}

async fn accepted(shop: &TestShop, draw: DrawId) -> draw::Report {
    let report = verified(shop, draw).await;
    assert!(report.accepted, "{report}");
    report
}

/// Void in public: told once, units back, registered, and nothing moves it again.
async fn is_void(shop: &TestShop, drop: &Release, draw: DrawId, reason: &str) {
    assert_eq!(state(shop, draw).await, DrawState::Void);
    let found = drops::find(&shop.db, drop.id).await.unwrap().unwrap();
    assert_eq!(found.state, DropState::Void);
    assert!(found.reason.unwrap().contains(reason));
    let units = drops::variants(&shop.db, drop.id).await.unwrap().remove(0);
    assert_eq!((units.free, units.held, units.written_off), (0, 0, 2));

    let record = files::record(shop, draw).await.unwrap();
    assert!(record.reason.as_ref().unwrap().contains(reason) && record.server_seed.is_some() && record.seed.is_none());
    let before = record.to_json().unwrap();
    let report = accepted(shop, draw).await;
    assert!(report.notes.iter().any(|note| note.contains(reason)), "{report}");

    draws::freeze(shop, draw).await.unwrap();
    assert!(!draws::rank(shop, draw).await.unwrap());
    assert_eq!(draws::fetch_round(shop, draw).await.unwrap(), None);
    shop.drain().await;
    assert_eq!(files::record(shop, draw).await.unwrap().to_json().unwrap(), before);
    assert_eq!(told(shop, "draw_void").await, 5, "everybody is told, once");
    let page = draws::find(shop, None, draw, None).await.unwrap();
    assert_eq!(page.register.iter().filter(|row| row.kind == "void").count(), 1);
}

#[tokio::test]
async fn the_opening_names_a_round_and_the_draw_waits_for_it() {
    let relay = Relay::honest().await;
    let shop = shop_with(&[&relay]).await;
    let (_, draw) = sealed(&shop).await;
    let rules = files::record(&shop, draw).await.unwrap().rules;
    let named = rules.beacon.unwrap();
    assert_eq!(named.round, TEST_CHAIN.first_round(rules.freezes_at.millis(), MARGIN));
    assert_eq!((named.chain_hash, rules.beacon_margin_seconds), (TEST_CHAIN.hash, MARGIN));
    let waiting = beacon(&shop, draw).await;
    assert_eq!((waiting.test, waiting.signature.as_ref()), (true, None));
    accepted(&shop, draw).await;

    assert!(!draws::rank(&shop, draw).await.unwrap(), "not without its round");
    let wait = draws::fetch_round(&shop, draw).await.unwrap().unwrap();
    assert_eq!(wait.as_millis(), u128::try_from(waiting.due_at.ms() - shop.now().ms()).unwrap());
    assert_eq!(relay.asked(), 0, "nobody is asked before the round is due");

    shop.advance(wait);
    shop.drain().await;
    assert_eq!(state(&shop, draw).await, DrawState::Drawn);
    assert_eq!(relay.asked(), 1);
    let record = files::record(&shop, draw).await.unwrap();
    assert_eq!(record.beacon.unwrap().signature, test_chain::sign(named.round));
    let report = accepted(&shop, draw).await;
    assert_eq!(report.check("beacon_signature").unwrap().outcome, draw::Outcome::Passed);
    assert!(report.notes.iter().any(|note| note.starts_with("Test chain:")), "{report}");
    // Nobody takes the test chain for a real one unawares.
    let record = files::record_json(&shop, draw).await.unwrap();
    let strict = draw::verify(&draw::Evidence { record: &record, ..draw::Evidence::default() });
    assert!(!strict.accepted);
}

#[tokio::test]
async fn relays_are_asked_in_turn_and_none_is_believed() {
    let dead = Relay { address: "http://127.0.0.1:9".into(), asked: Arc::default() };
    let broken = Relay::that(|_| (500, "sorry".into())).await;
    let babbling = Relay::that(|_| (200, "x".repeat(1 << 20))).await;
    let other_round = Relay::that(|round| (200, body(round + 1, round + 1))).await;
    let forged = Relay::that(|round| (200, body(round, round + 1))).await;
    let misled = Relay::that(|round| {
        let signature = test_chain::sign(round);
        (200, json!({ "round": round, "signature": signature, "randomness": "0".repeat(64) }).to_string())
    })
    .await;
    let honest = Relay::honest().await;
    let spare = Relay::honest().await;
    let relays = [&dead, &broken, &babbling, &other_round, &forged, &misled, &honest, &spare];
    let shop = shop_with(&relays).await;
    let (_, draw) = sealed(&shop).await;
    shop.advance_past(beacon(&shop, draw).await.due_at);
    shop.drain().await;
    assert_eq!(state(&shop, draw).await, DrawState::Drawn);
    assert_eq!(relays.map(Relay::asked), [0, 1, 1, 1, 1, 1, 1, 0]);
    accepted(&shop, draw).await;
}

#[tokio::test]
async fn a_late_round_is_waited_for_with_longer_and_longer_pauses() {
    let (new, old) = (Relay::late(425, 4).await, Relay::late(404, 4).await);
    let shop = shop_with(&[&new, &old]).await;
    let (_, draw) = sealed(&shop).await;
    let waiting = beacon(&shop, draw).await;
    let wait = async |later: At| {
        shop.advance(Duration::from_millis(u64::try_from(later.ms() - shop.now().ms()).unwrap()));
        draws::fetch_round(&shop, draw).await.unwrap().map(|wait| wait.as_secs())
    };
    assert_eq!(wait(waiting.due_at).await, Some(1));
    assert_eq!(wait(waiting.due_at.plus(Duration::from_secs(40))).await, Some(20));
    assert_eq!(wait(waiting.due_at.plus(Duration::from_secs(4000))).await, Some(60));
    assert_eq!(wait(waiting.deadline).await, Some(1), "the end comes soon after the deadline");
    assert_eq!(state(&shop, draw).await, DrawState::Sealed);
    // In the very moment of the deadline it is still in time.
    shop.drain().await;
    assert_eq!(state(&shop, draw).await, DrawState::Drawn);
    assert_eq!((new.asked(), old.asked()), (5, 4));
    accepted(&shop, draw).await;
}

#[tokio::test]
async fn a_draw_whose_round_does_not_come_by_the_deadline_is_void() {
    let relay = Relay::late(425, 1).await;
    let shop = shop_with(&[&relay]).await;
    let (drop, draw) = sealed(&shop).await;
    let waiting = beacon(&shop, draw).await;
    shop.advance_past(waiting.due_at);
    assert!(draws::fetch_round(&shop, draw).await.unwrap().is_some());
    // Now the relay has it, but it is too late.
    shop.advance_past(waiting.deadline);
    shop.drain().await;
    is_void(&shop, &drop, draw, "had not come by").await;
    assert_eq!(relay.asked(), 1, "nobody asks for what cannot be used");
    // A repeat names it.
    let again = shop.draw().sizes(&[("EU 42", 1)]).scheduled().await;
    sqlx::query("update drops set product_id = $2 where id = $1")
        .bind(again.id)
        .bind(drop.product)
        .execute(&shop.db)
        .await
        .unwrap();
    assert!(draws::open(&shop, again.id).await.unwrap());
    let next = draws::live(&shop, again.id).await.unwrap().unwrap().draw_id;
    assert_eq!(files::record(&shop, next).await.unwrap().rules.previous_draw, Some(draw.0));
}

#[tokio::test]
async fn a_list_that_is_not_sealed_before_the_round_is_due_is_void() {
    let relay = Relay::honest().await;
    let shop = shop_with(&[&relay]).await;
    let (drop, draw) = open(&shop, &[("EU 42", 2)]).await;
    for who in shop.shoppers(5).await {
        enter(&shop, &who, &drop, 0).await.unwrap();
    }
    shop.advance_past(beacon(&shop, draw).await.due_at);
    assert!(draws::close(&shop, drop.id).await.unwrap());
    shop.drain().await;
    is_void(&shop, &drop, draw, "was not sealed by").await;
    assert!(files::record(&shop, draw).await.unwrap().seal.is_none());
    assert_eq!(relay.asked(), 0);
}

#[tokio::test]
async fn a_draw_whose_jobs_are_lost_at_any_step_is_picked_up_and_comes_to_the_same_result() {
    let relay = Relay::honest().await;
    let shop = shop_with(&[&relay]).await;
    let (_, draw) = sealed(&shop).await;
    let lose = async || sqlx::query("delete from jobs").execute(&shop.db).await.unwrap();
    let sweep = async || {
        let mut conn = shop.db.acquire().await.unwrap();
        queue::enqueue(&mut conn, &SweepDraws {}).await.unwrap();
    };
    lose().await;
    shop.advance_past(beacon(&shop, draw).await.due_at);
    sweep().await;
    shop.drain().await;
    assert_eq!(state(&shop, draw).await, DrawState::Drawn);
    let undisturbed = files::record(&shop, draw).await.unwrap();
    accepted(&shop, draw).await;

    // Another, killed after the round was kept and before the ranking; two workers fetch at once.
    let (_, other) = sealed(&shop).await;
    shop.advance_past(beacon(&shop, other).await.due_at);
    let (one, two) = tokio::join!(draws::fetch_round(&shop, other), draws::fetch_round(&shop, other));
    assert_eq!((one.unwrap(), two.unwrap()), (None, None));
    assert!(beacon(&shop, other).await.signature.is_some());
    assert!(files::record(&shop, other).await.unwrap().beacon.is_none(), "nothing follows from it yet");
    accepted(&shop, other).await;
    lose().await;
    assert_eq!(draws::fetch_round(&shop, other).await.unwrap(), None);
    sweep().await;
    shop.drain().await;
    assert_eq!(state(&shop, other).await, DrawState::Drawn);
    accepted(&shop, other).await;
    assert!(!draws::rank(&shop, other).await.unwrap());
    assert_eq!(files::record(&shop, draw).await.unwrap(), undisturbed);
    assert!(enqueued::<FetchRound>(&shop.db).await.is_empty());
}

#[tokio::test]
async fn a_draw_cancelled_while_it_waits_asks_nobody() {
    let relay = Relay::honest().await;
    let shop = shop_with(&[&relay]).await;
    let (drop, draw) = sealed(&shop).await;
    let admin = shop.staff(shop::accounts::Role::Admin).await.actor();
    drops::cancel(&shop, &admin, drop.id, "The shoes burnt").await.unwrap();
    shop.advance_past(beacon(&shop, draw).await.due_at);
    shop.drain().await;
    assert_eq!(state(&shop, draw).await, DrawState::Cancelled);
    assert_eq!(relay.asked(), 0);
    accepted(&shop, draw).await;
}

#[tokio::test]
async fn the_database_keeps_the_round_and_its_signature() {
    let relay = Relay::honest().await;
    let shop = shop_with(&[&relay]).await;
    let (_, draw) = sealed(&shop).await;
    let refused = async |sql: &'static str| {
        let error = sqlx::query(sql).bind(draw).execute(&shop.db).await.unwrap_err();
        error.as_database_error().unwrap().constraint().unwrap().to_owned()
    };
    assert_eq!(refused("update draws set beacon_round = 7 where id = $1").await, "draws_beacon_fixed");
    assert_eq!(refused("update draws set state = 'drawn' where id = $1").await, "draws_beacon_drawn");
    shop.advance_past(beacon(&shop, draw).await.due_at);
    shop.drain().await;
    let forge = "update draws set beacon_signature = decode(repeat('00', 48), 'hex') where id = $1";
    assert_eq!(refused(forge).await, "draws_beacon_fixed");
}
