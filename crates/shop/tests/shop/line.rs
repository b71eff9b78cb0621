//! The waiting line of a flash sale.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use draw::{ServerSeed, line as rules};
use shop::accounts::Role;
use shop::defences::Evidence;
use shop::line::{self, PaceRefusal, Passage, Standing};
use shop::orders::{self, PlaceOrder, PlaceRefusal, Placed};
use shop::{Bar, Error, FieldError, Problem, drops};
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
    let release = shop.flash_sale().line(60).open().await;
    join(&shop, &shop.shopper().await, &release).await;
    for wrong in [
        "update lines set commitment = decode(repeat('00', 32), 'hex') where drop_id = $1",
        "update lines set seed = decode(repeat('00', 32), 'hex') where drop_id = $1",
        "update line_places set place = 7 where drop_id = $1",
    ] {
        let refused = sqlx::query(wrong).bind(release.id).execute(&shop.db).await.unwrap_err();
        assert!(
            refused.as_database_error().unwrap().constraint().is_some_and(|name| name.ends_with("_kept")),
            "{refused}"
        );
    }
}
