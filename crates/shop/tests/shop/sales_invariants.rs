//! What holds at every commit, whatever shoppers, staff and the clock do, and however they meet.

use std::collections::BTreeMap;
use std::time::Duration;

use shop::accounts::{Actor, Role};
use shop::defences::Evidence;
use shop::drops;
use shop::orders::{self, PlaceOrder, Ship};
use shop::payments::{self, CancelRefusal};
use shop::{AccountId, Error, OrderId, PaymentId, stock};
use testkit::{Person, Release, TestShop, card};

/// Numbers that repeat for a seed, without a crate.
pub struct Dice(u64);

impl Dice {
    pub const fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).unwrap()
    }
}

/// One of the latest.
async fn an_order(shop: &TestShop, dice: &mut Dice) -> Option<(OrderId, Actor)> {
    let all: Vec<(OrderId, AccountId)> =
        sqlx::query_as("select id, account_id from orders order by number desc limit 6")
            .fetch_all(&shop.db)
            .await
            .unwrap();
    let (order, owner) = *all.get(dice.below(all.len().max(1)))?;
    Some((order, Actor { id: owner, role: Role::Shopper }))
}

const CARDS: [&str; 5] =
    ["4242424242424242", "4000000000000002", "4000000000000341", "4000000000000119", "4000002500003155"];

/// One thing that somebody does, or the clock. Refusals are fine, faults are not. Answers what it was.
async fn step(
    shop: &TestShop,
    people: &[Person],
    staff: &Person,
    release: &Release,
    dice: &mut Dice,
    n: u64,
) -> &'static str {
    let staff = &staff.actor();
    match dice.below(20) {
        0..=4 => {
            let press = PlaceOrder {
                variant: release.sizes[dice.below(release.sizes.len())],
                quantity: if dice.below(4) == 0 { 2 } else { 1 },
                ..release.press(&format!("key-{n}"), Evidence::default())
            };
            is_fine(orders::place(shop, &people[dice.below(people.len())].actor(), press).await);
            "buy"
        }
        5 => {
            shop.advance(Duration::from_secs(100));
            orders::lapse_due(shop).await.unwrap();
            "lapse"
        }
        6 => {
            drops::sweep(shop).await.unwrap();
            "sweep"
        }
        7 => {
            let (size, units) = (release.sizes[dice.below(release.sizes.len())], ["3", "-1", "-30"][dice.below(3)]);
            is_fine(stock::correct(shop, staff, size, units, "counted again").await);
            "count the stock"
        }
        8 => {
            if dice.below(4) == 0 {
                is_fine(drops::pause(shop, staff, release.id).await);
            } else {
                is_fine(drops::resume(shop, staff, release.id).await);
            }
            "pause or resume"
        }
        of_an_order => match an_order(shop, dice).await {
            Some((order, owner)) => with_order(shop, staff, &owner, order, of_an_order, dice).await,
            None => "nothing",
        },
    }
}

async fn with_order(
    shop: &TestShop,
    staff: &Actor,
    owner: &Actor,
    order: OrderId,
    what: usize,
    dice: &mut Dice,
) -> &'static str {
    match what {
        9..=12 => {
            is_fine(payments::pay(shop, owner, order, &card(CARDS[dice.below(CARDS.len())])).await);
            "pay"
        }
        13 => {
            let open =
                sqlx::query_scalar("select id from payments where order_id = $1 and state = 'needs_confirmation'");
            let open: Option<PaymentId> = open.bind(order).fetch_optional(&shop.db).await.unwrap();
            if let Some(payment) = open {
                is_fine(payments::answer_challenge(shop, owner, payment, dice.below(3) > 0).await);
            }
            "answer the bank"
        }
        14 => {
            is_fine::<_, CancelRefusal>(payments::cancel(shop, owner, order, "").await);
            "the owner cancels"
        }
        15 => {
            // What was paid and has not been sent comes back to the shelf.
            is_fine::<_, CancelRefusal>(payments::cancel(shop, staff, order, "changed our mind").await);
            "staff cancel"
        }
        16 => {
            let amount = ["40", "140", "140", "280"][dice.below(4)];
            is_fine(payments::refund(shop, staff, order, amount, "a scratch").await);
            "refund"
        }
        17 => {
            let parcel = Ship { carrier: "PostNL".into(), ..Ship::default() };
            is_fine(orders::ship(shop, staff, order, &parcel).await);
            "send"
        }
        _ => {
            is_fine(orders::deliver(shop, staff, order).await);
            "deliver"
        }
    }
}

fn is_fine<T, R: shop::Refusal>(result: Result<T, Error<R>>) {
    if let Err(Error::Fault(fault)) = result {
        panic!("{fault}");
    }
}

#[tokio::test]
async fn units_stock_and_money_agree_after_every_step() {
    let (mut done, mut ended) = (BTreeMap::<&str, usize>::new(), BTreeMap::<String, i64>::new());
    for seed in 1..=6 {
        let shop = TestShop::new().await;
        let release = shop.flash_sale().sizes(&[("EU 41", 3), ("EU 42", 6)]).limit(3).window_minutes(3).open().await;
        let people = shop.shoppers(6).await;
        let staff = shop.staff(Role::Manager).await;
        let mut dice = Dice::new(seed);
        for n in 0..160 {
            let what = step(&shop, &people, &staff, &release, &mut dice, n).await;
            assert_eq!(shop.unbalanced().await, Vec::<String>::new(), "seed {seed}, step {n}: {what}");
            *done.entry(what).or_default() += 1;
        }
        drops::resume(&shop, &staff.actor(), release.id).await.ok();
        shop.advance(Duration::from_secs(7200));
        shop.drain().await;
        orders::lapse_due(&shop).await.unwrap();
        drops::sweep(&shop).await.unwrap();
        drops::sweep(&shop).await.unwrap();
        shop.drain().await;
        shop.assert_balanced().await;
        shop.assert_money_settled().await;
        assert_eq!(shop.lost_jobs().await, Vec::<String>::new(), "seed {seed}");
        assert_eq!(drops::live(&shop, release.id).await.unwrap().state, drops::DropState::Settled);
        let states = sqlx::query_as::<_, (String, i64)>("select state::text, count(*) from orders group by 1");
        for (state, orders) in states.fetch_all(&shop.db).await.unwrap() {
            *ended.entry(state).or_default() += orders;
        }
    }
    println!("{done:?}, and orders ended {ended:?}");
    let missed: Vec<_> = ["expired", "paid", "cancelled", "partly_refunded", "refunded", "fulfilled", "delivered"]
        .into_iter()
        .filter(|state| !ended.contains_key(*state))
        .collect();
    assert!(missed.is_empty(), "no order ended {missed:?}, so not everything was tried: {ended:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn they_agree_when_everybody_acts_at_once() {
    let shop = std::sync::Arc::new(TestShop::with(16, None, |_| ()).await);
    let release = shop.flash_sale().sizes(&[("EU 41", 5), ("EU 42", 5)]).limit(3).window_minutes(3).open().await;
    let people = shop.shoppers(8).await;
    let staff = shop.staff(Role::Manager).await;
    let crowd = (0..8).map(|seed| {
        let (shop, release, people, staff) = (shop.clone(), release.clone(), people.clone(), staff.clone());
        tokio::spawn(async move {
            let mut dice = Dice::new(seed + 100);
            for n in 0..25 {
                step(&shop, &people, &staff, &release, &mut dice, seed * 1000 + n).await;
            }
        })
    });
    for one in crowd.collect::<Vec<_>>() {
        one.await.unwrap();
    }
    shop.assert_balanced().await;
    shop.advance(Duration::from_secs(7200));
    shop.drain().await;
    orders::lapse_due(&shop).await.unwrap();
    shop.drain().await;
    shop.assert_balanced().await;
    shop.assert_money_settled().await;
}
