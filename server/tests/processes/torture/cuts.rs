//! Connections to Postgres and Redis cut in the middle of a sale.

use std::sync::Arc;
use std::time::Duration;

use testkit::TestShop;

use super::round::{Round, Sold};
use super::services::Services;
use crate::binary::Binary;
use crate::proxy::{Outage, Proxy};
use crate::rest::{until_at_rest, until_it_works};

const BUYERS: usize = 50;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "minutes: make torture"]
async fn a_sale_survives_cut_connections() {
    let _ours = Services::ours();
    let shop = Arc::new(TestShop::with_redis().await);
    let goods = Round::goods(&shop).await;
    let mut postgres = Proxy::before(shop.database_url()).await;
    let mut redis = Proxy::before(&std::env::var("REDIS_URL").unwrap()).await;
    // One server is cut off, the other sees nothing of it.
    let here = Binary::of(&shop).with_database(postgres.url()).with_redis(redis.url());
    let there = Binary::of(&shop);
    let (first, second, worker) = (here.serve(), there.serve(), here.work());
    until_it_works(&shop, &worker).await;
    let mut sold = Sold::default();
    for (outage, what) in [(Outage::Gone, "cut"), (Outage::Hanging, "hanging")] {
        for whose in ["Postgres", "Redis", "both"] {
            let round = Round::of(&shop, &goods, [first.port, second.port]).await;
            let fault = async || {
                round.until_under_way(BUYERS).await;
                if whose != "Redis" {
                    postgres.cut(outage).await;
                }
                if whose != "Postgres" {
                    redis.cut(outage).await;
                }
                tokio::time::sleep(Duration::from_millis(rand::random_range(300..2000))).await;
                postgres.put_back().await;
                redis.put_back().await;
            };
            round.run(BUYERS, Duration::from_millis(1500), fault).await;
            round.check(&mut sold, &format!("connections to {whose} were {what}")).await;
        }
    }
    until_at_rest(&shop, &worker).await;
    shop.assert_money_settled().await;
    eprintln!("cut: {sold:?}");
    assert!(sold.unanswered > 0, "nobody noticed anything, so nothing was tested");
}
