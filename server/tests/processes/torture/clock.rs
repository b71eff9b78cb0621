//! Two servers whose clocks are five seconds off, one ahead and one behind: the drop opens when the database says so.

use std::sync::Arc;
use std::time::{Duration, Instant};

use testkit::TestShop;

use super::round::{Round, Sold};
use super::services::Services;
use crate::binary::Binary;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "minutes: make torture"]
async fn servers_whose_clocks_are_off_open_on_time() {
    let _ours = Services::ours();
    let shop = Arc::new(TestShop::with_redis().await);
    let goods = Round::goods(&shop).await;
    let (ahead, behind) = (Binary::of(&shop).with_clock_off(5000), Binary::of(&shop).with_clock_off(-5000));
    let (first, second, _worker) = (ahead.serve(), behind.serve(), ahead.work());
    let mut sold = Sold::default();
    for n in 0..3 {
        let round = Round::of(&shop, &goods, [first.port, second.port]).await;
        sqlx::query("update drops set opens_at = clock_timestamp() + interval '3 seconds' where id = $1")
            .bind(round.release.id)
            .execute(&shop.db)
            .await
            .unwrap();
        let opens = Instant::now() + Duration::from_secs(3);
        // They come from two seconds before the opening on.
        tokio::time::sleep(Duration::from_secs(1)).await;
        let first_sale = async || {
            while !round.answers.all().iter().any(|heard| heard.order.is_some()) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            Instant::now()
        };
        let sold_at = round.run(16, Duration::from_secs(2), first_sale).await;
        assert!(sold_at + Duration::from_millis(100) >= opens, "sold {:?} too early", opens - sold_at);
        assert!(sold_at < opens + Duration::from_millis(1500), "sold {:?} too late", sold_at - opens);
        round.check(&mut sold, &format!("opening {n}")).await;
    }
    eprintln!("clocks off: {sold:?}");
}
