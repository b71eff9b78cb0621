//! The waiting line of a flash sale.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use draw::{ServerSeed, line as rules};
use futures::{StreamExt, TryStreamExt, stream};
use sha2::{Digest, Sha256};
use shop::accounts::Role;
use shop::defences::Evidence;
use shop::line::{self, PaceRefusal, Passage, Standing};
use shop::orders::{self, PlaceOrder, PlaceRefusal, Placed};
use shop::{Bar, Error, FieldError, LobbyId, Problem, drops};
use testkit::{Person, Release, TestShop};

use crate::orders::refusal;

const MINUTE: Duration = Duration::from_mins(1);

async fn join(shop: &TestShop, person: &Person, release: &Release) -> Standing {
    line::join(shop, &person.actor(), release.id).await.unwrap().unwrap()
}

async fn standing(shop: &TestShop, person: &Person, release: &Release) -> Standing {
    line::standing(shop, &person.actor(), release.id).await.unwrap().unwrap()
}

fn place(standing: &Standing) -> i64 {
    match standing {
        Standing::Waiting { place, .. } | Standing::Admitted { place, .. } => *place,
        other => panic!("has no place: {other:?}"),
    }
}

fn admission(standing: Standing) -> String {
    match standing {
        Standing::Admitted { admission, .. } => admission,
        other => panic!("not admitted: {other:?}"),
    }
}

async fn buy(
    shop: &TestShop,
    person: &Person,
    release: &Release,
    admission: Option<String>,
) -> Result<Placed, Error<PlaceRefusal>> {
    let press = PlaceOrder { admission, ..release.press("press", Evidence::default()) };
    orders::place(shop, &person.actor(), press).await
}

#[tokio::test]
async fn the_lobby_gets_its_places_by_a_lot_that_was_committed_to() {
    let shop = TestShop::new().await;
    let release = shop.flash_sale().line(60).opens_in(MINUTE * 40).scheduled().await;
    let early = shop.shopper().await;
    assert_eq!(join(&shop, &early, &release).await, Standing::Shut, "the lobby opens half an hour before");
    shop.advance(MINUTE * 15);
    let before = line::record(&shop, release.id).await.unwrap();
    assert_eq!((&before.seed, before.lobby.len()), (&None, 0));

    let people = shop.shoppers(40).await;
    for person in &people {
        assert!(matches!(join(&shop, person, &release).await, Standing::Lobby(_)));
    }
    let again = join(&shop, &people[0], &release).await;
    assert_eq!(again, standing(&shop, &people[0], &release).await, "joining twice is one place");
    // Who comes after the time, while nobody has opened the drop yet, is not in the lobby any more.
    shop.advance(MINUTE * 26);
    let late = shop.shopper().await;
    assert!(matches!(join(&shop, &late, &release).await, Standing::Lobby(_)));
    drops::sweep(&shop).await.unwrap();

    let record = line::record(&shop, release.id).await.unwrap();
    assert_eq!(record.commitment, before.commitment);
    let seed: [u8; 32] = hex::decode(record.seed.unwrap()).unwrap().try_into().unwrap();
    let seed = ServerSeed::new(seed);
    assert_eq!(rules::commitment(release.id.0, &seed).to_string(), record.commitment);
    let lobby: Vec<_> = record.lobby.iter().map(|id| id.0).collect();
    assert_eq!(rules::order(&seed, lobby.iter().copied()), lobby);
    let mut places = HashSet::new();
    for person in &people {
        let standing = standing(&shop, person, &release).await;
        let (Standing::Waiting { id, place } | Standing::Admitted { id, place, .. }) = standing else { panic!() };
        assert_eq!(lobby[usize::try_from(place).unwrap() - 1], id.0);
        places.insert(place);
    }
    assert_eq!(places.len(), 40);
    assert_eq!(place(&standing(&shop, &late, &release).await), 41);
}

/// HMAC-SHA-256 as RFC 2104 has it, for keys of 32 bytes: not by the code that gives the places out.
fn hmac(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    let pad = |byte: u8| -> Vec<u8> { key.iter().copied().chain([0; 32]).map(|b| b ^ byte).collect() };
    let inner = Sha256::new().chain_update(pad(0x36)).chain_update(message).finalize();
    Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize().into()
}

/// The places that the published record gives to the lobby.
async fn published_places(shop: &TestShop, release: &Release) -> HashMap<LobbyId, i64> {
    let record = line::record(shop, release.id).await.unwrap();
    let seed: [u8; 32] = hex::decode(record.seed.unwrap()).unwrap().try_into().unwrap();
    let committed = [b"fairdrop/v1/line-commitment".as_slice(), release.id.0.as_bytes(), &seed].concat();
    assert_eq!(hex::encode(Sha256::digest(committed)), record.commitment);
    let key = |id: &LobbyId| hmac(&seed, &[b"fairdrop/v1/line".as_slice(), id.0.as_bytes()].concat());
    assert!(record.lobby.is_sorted_by_key(key), "the published list is in its order");
    let mut lobby = record.lobby;
    lobby.sort_by_cached_key(key);
    lobby.into_iter().zip(1..).collect()
}

async fn join_at_once(shop: &TestShop, people: &[Person], release: &Release) {
    let joins = stream::iter(people).map(Ok::<_, Error>);
    let join = async |person: &Person| line::join(shop, &person.actor(), release.id).await.map(drop);
    joins.try_for_each_concurrent(5000, join).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_place_of_a_crowd_follows_from_the_record() {
    let shop = TestShop::with(16, None, |_| ()).await;
    let release = shop.flash_sale().line(60).opens_in(MINUTE).scheduled().await;
    // A drop that opens beside it has places of its own.
    let other = shop.flash_sale().line(60).opens_in(MINUTE).scheduled().await;
    let people = shop.shoppers(3000).await;
    join_at_once(&shop, &people, &release).await;
    join_at_once(&shop, &people[..300], &other).await;
    shop.advance(MINUTE);
    let late = shop.shoppers(20).await;
    for person in &late[..10] {
        assert!(matches!(join(&shop, person, &release).await, Standing::Lobby(_)));
    }
    drops::sweep(&shop).await.unwrap();
    for person in &late[10..] {
        join(&shop, person, &release).await;
    }

    for (release, people) in [(&release, &people[..]), (&other, &people[..300])] {
        let places = published_places(&shop, release).await;
        assert_eq!(places.len(), people.len());
        let standings = stream::iter(people).map(async |person| standing(&shop, person, release).await).buffered(16);
        let told: HashMap<_, _> = standings
            .map(|standing| match standing {
                Standing::Waiting { id, place } | Standing::Admitted { id, place, .. } => (id, place),
                other => panic!("has no place: {other:?}"),
            })
            .collect()
            .await;
        assert_eq!(told, places);
    }
    for (person, nth) in late.iter().zip(3001..) {
        assert_eq!(place(&standing(&shop, person, &release).await), nth, "in the order of coming");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "a minute: cargo test -p shop --test shop line::a_lobby_of -- --ignored --nocapture"]
async fn a_lobby_of_100_000_does_not_keep_the_sale_waiting() {
    let shop = TestShop::with(16, None, |_| ()).await;
    let release = shop.flash_sale().line(6000).opens_in(MINUTE).scheduled().await;
    let people = shop.shoppers(100_000).await;
    join_at_once(&shop, &people, &release).await;
    shop.advance(MINUTE);
    let began = Instant::now();
    drops::sweep(&shop).await.unwrap();
    let took = began.elapsed();
    eprintln!("opened with {} people in the lobby in {took:?}", people.len());
    let places = published_places(&shop, &release).await;
    for person in people.iter().step_by(997) {
        let standing = standing(&shop, person, &release).await;
        let (Standing::Waiting { id, place } | Standing::Admitted { id, place, .. }) = standing else { panic!() };
        assert_eq!(places[&id], place);
    }
    // A debug build hashes slowly, and the machine may be busy; row by row it took twice as long in Postgres alone.
    assert!(took < Duration::from_secs(4), "{took:?}");
}

#[tokio::test]
async fn nobody_buys_before_their_turn() {
    let shop = TestShop::new().await;
    let release = shop.flash_sale().line(60).opens_in(MINUTE * 10).scheduled().await;
    let people = shop.shoppers(5).await;
    for person in &people {
        join(&shop, person, &release).await;
    }
    shop.advance(MINUTE * 10);
    drops::sweep(&shop).await.unwrap();
    let mut in_order = Vec::new();
    for person in &people {
        in_order.push((place(&standing(&shop, person, &release).await), person));
    }
    in_order.sort_by_key(|(place, _)| *place);
    let (first, second) = (in_order[0].1, in_order[1].1);

    assert_eq!(place(&standing(&shop, first, &release).await), 1);
    let carried = admission(standing(&shop, first, &release).await);
    assert!(matches!(standing(&shop, in_order[4].1, &release).await, Standing::Waiting { place: 5, .. }));
    assert_eq!(refusal(buy(&shop, in_order[4].1, &release, None).await), PlaceRefusal::InLine);
    // Somebody else's admission is none.
    assert_eq!(refusal(buy(&shop, in_order[4].1, &release, Some(carried.clone())).await), PlaceRefusal::InLine);
    buy(&shop, first, &release, Some(carried)).await.unwrap();

    // One a second at 60 a minute, two at once at the opening.
    shop.advance(Duration::from_secs(3));
    let carried = admission(standing(&shop, in_order[4].1, &release).await);
    buy(&shop, in_order[4].1, &release, Some(carried)).await.unwrap();
    // Who was let in stays in.
    admission(standing(&shop, second, &release).await);
    shop.assert_balanced().await;
}

#[tokio::test]
async fn without_a_crowd_there_is_no_line_and_a_late_crowd_finds_one() {
    let shop = TestShop::new().await;
    let release = shop.flash_sale().units(100).line(60).open().await;
    let someone = shop.shopper().await;
    let carried = line::admission_for::<PlaceRefusal>(&shop, &someone.actor(), release.id, None).await.unwrap();
    buy(&shop, &someone, &release, carried).await.unwrap();
    shop.advance(MINUTE * 20);
    let crowd = shop.shoppers(50).await;
    let mut let_in = 0;
    for person in &crowd {
        let_in += usize::from(matches!(join(&shop, person, &release).await, Standing::Admitted { .. }));
    }
    assert_eq!(let_in, 2, "no more than two seconds' worth, however long nobody came");
}

#[tokio::test]
async fn staff_set_the_pace_while_it_runs() {
    let shop = TestShop::new().await;
    let release = shop.flash_sale().line(60).open().await;
    let manager = shop.staff(Role::Manager).await.actor();
    let people = shop.shoppers(30).await;
    for person in &people {
        join(&shop, person, &release).await;
    }
    let last = &people[29];
    line::set_pace(&shop, &manager, release.id, "0").await.unwrap();
    shop.advance(MINUTE * 10);
    assert!(matches!(standing(&shop, last, &release).await, Standing::Waiting { .. }), "it is halted");
    assert!(matches!(standing(&shop, &people[0], &release).await, Standing::Admitted { .. }), "who is in stays in");
    line::set_pace(&shop, &manager, release.id, "6000").await.unwrap();
    shop.advance(Duration::from_secs(1));
    assert!(matches!(standing(&shop, last, &release).await, Standing::Admitted { .. }));

    let wrong = refusal(line::set_pace(&shop, &manager, release.id, "many").await);
    assert_eq!(wrong, PaceRefusal::Invalid(vec![FieldError::new("per_minute", Problem::NotBetween(0, 100_000))]));
    let shopper = last.actor();
    let refused = line::set_pace(&shop, &shopper, release.id, "1").await;
    assert!(matches!(refused, Err(Error::Barred(Bar::Forbidden))));
}

#[tokio::test]
async fn a_drop_without_a_line_asks_for_nothing() {
    let shop = TestShop::new().await;
    let release = shop.flash_sale().open().await;
    let buyer = shop.shopper().await;
    assert_eq!(line::join(&shop, &buyer.actor(), release.id).await.unwrap(), None);
    assert_eq!(line::check(&shop, buyer.actor().id, release.id, None).await.unwrap(), Passage::Free);
    assert!(matches!(line::record(&shop, release.id).await, Err(Error::Barred(Bar::NotFound))));
    buyer.buy(&shop, &release, "press").await.unwrap();
    // A draft has no line yet that anybody could join.
    let draft = shop.flash_sale().line(60).draft().await;
    assert_eq!(line::join(&shop, &buyer.actor(), draft.id).await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_joins_while_it_opens_gets_one_place_of_their_own() {
    let shop = Arc::new(TestShop::with(16, None, |_| ()).await);
    let release = shop.flash_sale().line(60).opens_in(MINUTE).scheduled().await;
    let people = Arc::new(shop.shoppers(60).await);
    for person in people.iter().take(20) {
        join(&shop, person, &release).await;
    }
    shop.advance(MINUTE);
    let joins = (0..120).map(|n| {
        let (shop, release, people) = (shop.clone(), release.clone(), people.clone());
        tokio::spawn(async move {
            if n == 60 {
                drops::sweep(&shop).await.unwrap();
            }
            join(&shop, &people[n % 60], &release).await;
        })
    });
    for joined in joins.collect::<Vec<_>>() {
        joined.await.unwrap();
    }
    let mut places = Vec::new();
    for person in people.iter() {
        places.push(place(&standing(&shop, person, &release).await));
    }
    places.sort_unstable();
    assert_eq!(places, (1..=60).collect::<Vec<_>>());
}

#[tokio::test]
async fn the_database_keeps_what_was_promised() {
    let shop = TestShop::new().await;
    let release = shop.flash_sale().line(60).opens_in(MINUTE).scheduled().await;
    join(&shop, &shop.shopper().await, &release).await;
    shop.advance(MINUTE);
    drops::sweep(&shop).await.unwrap();
    for wrong in [
        "update lines set commitment = decode(repeat('00', 32), 'hex') where drop_id = $1",
        "update lines set seed = decode(repeat('00', 32), 'hex') where drop_id = $1",
        "update line_places set came = 7 where drop_id = $1",
        "update line_parts set places = '{1}' where drop_id = $1",
        "delete from line_parts where drop_id = $1",
        "insert into line_parts (drop_id, part, places) values ($1, 7, '{1}')",
    ] {
        let refused = sqlx::query(wrong).bind(release.id).execute(&shop.db).await.unwrap_err();
        assert!(
            refused.as_database_error().unwrap().constraint().is_some_and(|name| name.ends_with("_kept")),
            "{refused}"
        );
    }
}
