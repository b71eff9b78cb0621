//! kill -9 of whatever is there, at random moments of a sale.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use testkit::TestShop;

use super::round::{Round, Sold};
use super::services::Services;
use super::setting;
use crate::binary::Binary;
use crate::rest::{until_at_rest, until_it_works};

const VICTIMS: [&str; 6] = ["a server", "the other server", "the worker", "Postgres", "a backend of Postgres", "Redis"];

const BUYERS: usize = 50;
const SPAN: Duration = Duration::from_millis(1000);

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "minutes: make torture"]
async fn a_sale_survives_whatever_is_killed() {
    let (services, kills) = (Services::ours(), setting("FAIRDROP_KILLS", 50));
    let shop = Arc::new(TestShop::with_redis().await);
    let goods = Round::goods(&shop).await;
    let (here, there) = (Binary::of(&shop), Binary::of(&shop));
    let (mut first, mut second, mut worker) = (here.serve(), there.serve(), here.work());
    let (mut sold, mut killed) = (Sold::default(), BTreeMap::<&str, usize>::new());
    for n in 0..kills {
        let began = Instant::now();
        until_it_works(&shop, &worker).await;
        let victim = VICTIMS[n % VICTIMS.len()];
        let round = Round::of(&shop, &goods, [first.port, second.port]).await;
        let (first, second, worker) = (&mut first, &mut second, &mut worker);
        let fault = async || {
            round.until_under_way(BUYERS).await;
            let away = Duration::from_millis(rand::random_range(0..800));
            match victim {
                "a server" => first.replace_with(away, || here.serve()),
                "the other server" => second.replace_with(away, || there.serve()),
                "the worker" => worker.replace_with(away, || here.work()),
                "Postgres" => services.kill_postgres(),
                "a backend of Postgres" => services.kill_a_backend(),
                _ => services.kill_redis(),
            }
            std::thread::sleep(away);
            services.start();
        };
        round.run(BUYERS, SPAN, fault).await;
        round.check(&mut sold, &format!("kill {n}, of {victim}")).await;
        eprintln!("  {victim} killed: {:.1} s, so far {sold:?}", began.elapsed().as_secs_f64());
        *killed.entry(victim).or_default() += 1;
    }
    until_at_rest(&shop, &worker).await;
    shop.assert_balanced().await;
    shop.assert_money_settled().await;
    eprintln!("killed {killed:?}; {sold:?}");
    assert!(sold.unanswered > 0, "nobody noticed anything, so nothing was tested");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "minutes: make torture"]
async fn a_sale_survives_restarts_of_postgres() {
    let services = Services::ours();
    let shop = Arc::new(TestShop::with_redis().await);
    let goods = Round::goods(&shop).await;
    let (here, there) = (Binary::of(&shop), Binary::of(&shop));
    let (first, second, worker) = (here.serve(), there.serve(), here.work());
    let mut sold = Sold::default();
    until_it_works(&shop, &worker).await;
    for how in ["INT", "QUIT", "INT", "QUIT"] {
        let round = Round::of(&shop, &goods, [first.port, second.port]).await;
        let fault = async || {
            round.until_under_way(BUYERS).await;
            services.stop_postgres(how);
            services.start();
        };
        round.run(BUYERS, SPAN, fault).await;
        round.check(&mut sold, &format!("a restart by SIG{how}")).await;
    }
    until_at_rest(&shop, &worker).await;
    shop.assert_money_settled().await;
    eprintln!("restarted: {sold:?}");
}
