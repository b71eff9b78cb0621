//! A tiny drop of its own, two servers, a handful of buyers, and what breaks meanwhile.

use std::ops::Range;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use shop::defences::Evidence;
use shop::failpoints::Mutation;
use shop::orders::{self, PlaceOrder};
use shop::{DropId, Shop};
use testkit::{Answers, Heard, Release, SmallSale, TestShop};

use super::crowd::Buyer;
use super::plan::{Fired, Storm};
use crate::orders::another_process;
use crate::sales_invariants::Dice;

/// The database and Redis of all schedules.
#[derive(Clone)]
pub struct World {
    pub shop: Arc<TestShop>,
    /// One for each schedule, by its seed.
    releases: Arc<Vec<Release>>,
    first: u64,
}

/// A schedule that is over.
pub struct Run {
    pub seed: u64,
    pub drop: DropId,
    pub heard: Vec<Heard>,
    pub orders: usize,
    pub fired: Fired,
    pub faults: Vec<String>,
}

impl World {
    /// For schedules with these seeds.
    pub async fn new(seeds: Range<u64>) -> Self {
        let shop = TestShop::with(40, Some(testkit::redis().await), |_| ()).await;
        // Connections are lost all the time: a new one plans each statement once, instead of five times before it settles.
        sqlx::raw_sql(
            "do $$ begin execute format('alter database %I set plan_cache_mode = force_generic_plan', current_database()); end $$",
        )
        .execute(&shop.db)
        .await
        .unwrap();
        let goods = shop.flash_sale().sizes(&[("EU 41", 100_000), ("EU 42", 100_000)]).draft().await;
        let of = |seed| {
            let mut dice = Dice::new(seed);
            SmallSale { units: 1 + below(&mut dice, 3), limit: 1 + below(&mut dice, 2) }
        };
        let sales: Vec<_> = seeds.clone().map(of).collect();
        let releases = shop.many_flash_sales(&goods, &sales).await;
        Self { shop: Arc::new(shop), releases: Arc::new(releases), first: seeds.start }
    }

    pub fn schedule(&self, seed: u64, mutation: Option<Mutation>) -> impl Future<Output = Run> + Send + 'static {
        schedule(self.clone(), seed, mutation)
    }
}

async fn schedule(world: World, seed: u64, mutation: Option<Mutation>) -> Run {
    let (shop, mut dice) = (&world.shop, Dice::new(!seed));
    let release = &world.releases[usize::try_from(seed - world.first).unwrap()];
    let servers: Vec<Shop> = (0..2).map(|n| another_process(shop, n == 0 || dice.below(6) > 0)).collect();
    let fired = Arc::new(Mutex::new(Fired::default()));
    let storm = Storm::of(&mut dice);
    for server in &servers {
        storm.over(&server.failpoints, &mut dice, Arc::clone(&fired));
        if let Some(mutation) = mutation {
            server.failpoints.mutate(mutation);
        }
    }
    let answers = Arc::new(Answers::default());
    let buyers = shop.shoppers(3 + dice.below(4)).await.into_iter().map(|person| {
        let buyer = Buyer {
            person,
            release: release.clone(),
            servers: servers.clone(),
            answers: Arc::clone(&answers),
            dice: Dice::new(dice.below(usize::MAX) as u64),
        };
        tokio::spawn(buyer.shop())
    });
    let buyers: Vec<_> = buyers.collect();
    if dice.below(8) == 0 {
        tokio::time::sleep(Duration::from_millis(dice.below(40) as u64)).await;
        forget_marks(shop, release.id).await;
    }
    let (mut under_way, mut faults) = (Vec::new(), Vec::new());
    for buyer in buyers {
        let (left_behind, complaints) = buyer.await.unwrap();
        under_way.extend(left_behind);
        faults.extend(complaints);
    }
    for server in &servers {
        server.failpoints.disarm();
    }
    // Whoever went away has left something behind that goes on.
    for press in under_way {
        let _ = press.await;
    }
    for heard in shop.unheard(&answers, release.id).await {
        ask_again(&servers[dice.below(2)], &answers, release, heard).await;
    }
    faults.extend(shop.broken_promises(&answers, release.id).await);
    let orders = sqlx::query_scalar::<_, i64>("select count(*) from orders where drop_id = $1")
        .bind(release.id)
        .fetch_one(&shop.db)
        .await
        .unwrap();
    let fired = fired.lock().unwrap().clone();
    Run { seed, drop: release.id, heard: answers.all(), orders: usize::try_from(orders).unwrap(), fired, faults }
}

fn below(dice: &mut Dice, sides: usize) -> i32 {
    i32::try_from(dice.below(sides)).unwrap()
}

/// The promise to those who lost their answer.
async fn ask_again(server: &Shop, answers: &Answers, release: &Release, heard: Heard) {
    let press = PlaceOrder {
        variant: heard.variant,
        quantity: heard.quantity,
        ..release.press(&heard.key, Evidence::default())
    };
    let actor = shop::accounts::Actor { id: heard.account, role: shop::accounts::Role::Shopper };
    let answer = orders::place(server, &actor, press.clone()).await;
    answers.note(Heard::of(heard.account, &press, Some(&answer)));
}

/// Redis restarts, or has no room.
async fn forget_marks(shop: &TestShop, drop: DropId) {
    let mut redis = shop.redis.clone().unwrap();
    let _: () = redis::cmd("DEL").arg(format!("fairdrop:marked:{drop}")).query_async(&mut redis).await.unwrap();
}
