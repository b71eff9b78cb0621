//! What holds at every commit, whatever shoppers, staff and the clock do, and however they meet.

use std::time::Duration;

use shop::drops;
use shop::payments::{self, CancelRefusal};
use shop::{Error, OrderId, orders};
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

async fn an_order(shop: &TestShop, dice: &mut Dice) -> Option<(OrderId, shop::AccountId)> {
    let all: Vec<(OrderId, shop::AccountId)> =
        sqlx::query_as("select id, account_id from orders order by id").fetch_all(&shop.db).await.unwrap();
    (!all.is_empty()).then(|| all[dice.below(all.len())])
}

/// One thing that somebody does. Refusals are fine, faults are not.
async fn step(shop: &TestShop, people: &[Person], staff: &Person, release: &Release, dice: &mut Dice, n: u64) {
    let who = &people[dice.below(people.len())];
    let fine = match dice.below(10) {
        0..=3 => is_fine(who.buy_size(shop, release, dice.below(release.sizes.len()), &format!("key-{n}")).await),
        4 | 5 => match an_order(shop, dice).await {
            Some((order, owner)) => {
                let numbers = [
                    "4242424242424242",
                    "4000000000000002",
                    "4000000000000341",
                    "4000000000000119",
                    "4000002500003155",
                ];
                let actor = shop::accounts::Actor { id: owner, role: shop::accounts::Role::Shopper };
                is_fine(payments::pay(shop, &actor, order, &card(numbers[dice.below(numbers.len())])).await)
            }
            None => true,
        },
        6 => match an_order(shop, dice).await {
            Some((order, _)) => {
                is_fine::<_, CancelRefusal>(payments::cancel(shop, &staff.actor(), order, "changed our mind").await)
            }
            None => true,
        },
        7 => match an_order(shop, dice).await {
            Some((order, _)) => is_fine(payments::refund(shop, &staff.actor(), order, "40", "a scratch").await),
            None => true,
        },
        8 => {
            shop.advance(Duration::from_secs(120));
            orders::lapse_due(shop).await.is_ok()
        }
        _ => drops::sweep(shop).await.is_ok(),
    };
    assert!(fine, "step {n} ended in a fault");
}

fn is_fine<T, R: shop::Refusal>(result: Result<T, Error<R>>) -> bool {
    match result {
        Err(Error::Fault(fault)) => panic!("{fault}"),
        _ => true,
    }
}

#[tokio::test]
async fn units_stock_and_money_agree_after_every_step() {
    for seed in 1..=3 {
        let shop = TestShop::new().await;
        let release = shop.flash_sale().sizes(&[("EU 41", 3), ("EU 42", 4)]).limit(2).window_minutes(3).open().await;
        let people = shop.shoppers(6).await;
        let staff = shop.staff(shop::accounts::Role::Manager).await;
        let mut dice = Dice::new(seed);
        for n in 0..60 {
            step(&shop, &people, &staff, &release, &mut dice, n).await;
            shop.assert_balanced().await;
        }
        shop.advance(Duration::from_secs(7200));
        shop.drain().await;
        orders::lapse_due(&shop).await.unwrap();
        drops::sweep(&shop).await.unwrap();
        drops::sweep(&shop).await.unwrap();
        shop.drain().await;
        shop.assert_balanced().await;
        shop.assert_money_settled().await;
        assert_eq!(drops::live(&shop, release.id).await.unwrap().state, drops::DropState::Settled);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn they_agree_when_everybody_acts_at_once() {
    let shop = std::sync::Arc::new(TestShop::with(16, None, |_| ()).await);
    let release = shop.flash_sale().sizes(&[("EU 41", 5), ("EU 42", 5)]).limit(3).window_minutes(3).open().await;
    let people = shop.shoppers(8).await;
    let staff = shop.staff(shop::accounts::Role::Manager).await;
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
