//! Two servers whose clocks are five seconds off, one ahead and one behind: the drop opens when the database says so. And
//! what the same look at them says of servers that go by their own clocks.

use std::sync::Arc;
use std::time::{Duration, Instant};

use testkit::{Release, TestShop};

use super::round::{Round, Sold};
use super::services::Services;
use crate::binary::{Binary, Process};

const OFF_MS: i64 = 5000;
const BUYERS: usize = 16;

/// A drop opens in three seconds, and everybody presses at this server, from two seconds before that on. Answers with the
/// sale and with what was wrong about its time.
async fn opening(shop: &Arc<TestShop>, goods: &Release, server: &Process) -> (Round, Option<String>) {
    let round = Round::of(shop, goods, [server.port; 2]).await;
    sqlx::query("update drops set opens_at = clock_timestamp() + interval '3 seconds' where id = $1")
        .bind(round.release.id)
        .execute(&shop.db)
        .await
        .unwrap();
    let opens = Instant::now() + Duration::from_secs(3);
    tokio::time::sleep(Duration::from_secs(1)).await;
    let first_sale = async || {
        while !round.answers.all().iter().any(|heard| heard.order.is_some()) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Instant::now()
    };
    let sold_at = round.run(BUYERS, Duration::from_secs(2), first_sale).await;
    let (early, late) = (opens.saturating_duration_since(sold_at), sold_at.saturating_duration_since(opens));
    let wrong = if early > Duration::from_millis(100) {
        Some(format!("sold {early:?} too early"))
    } else if late > Duration::from_millis(1500) {
        Some(format!("sold {late:?} too late"))
    } else {
        None
    };
    (round, wrong)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "minutes: make torture"]
async fn servers_whose_clocks_are_off_open_on_time() {
    let _ours = Services::ours();
    let shop = Arc::new(TestShop::with_redis().await);
    let goods = Round::goods(&shop).await;
    let (ahead, behind) = (Binary::of(&shop).with_clock_off(OFF_MS), Binary::of(&shop).with_clock_off(-OFF_MS));
    let (first, second, _worker) = (ahead.serve(), behind.serve(), ahead.work());
    let mut sold = Sold::default();
    for (server, whose) in [(&first, "ahead"), (&second, "behind"), (&first, "ahead"), (&second, "behind")] {
        let (round, wrong) = opening(&shop, &goods, server).await;
        assert_eq!(wrong, None, "by the server whose clock is {whose}");
        round.check(&mut sold, &format!("an opening by the server whose clock is {whose}")).await;
    }
    eprintln!("clocks off: {sold:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "minutes: make torture"]
async fn servers_that_go_by_their_own_clocks_are_noticed() {
    let _ours = Services::ours();
    let shop = Arc::new(TestShop::with_redis().await);
    let goods = Round::goods(&shop).await;
    for (off_ms, noticed) in [(OFF_MS, "too early"), (-OFF_MS, "too late")] {
        let server = Binary::of(&shop).with_clock_off(off_ms).with_own_clock().serve();
        let (_, wrong) = opening(&shop, &goods, &server).await;
        let wrong = wrong.unwrap_or_else(|| panic!("nobody noticed a server that is {off_ms} ms off"));
        assert!(wrong.ends_with(noticed), "{wrong}");
    }
}
