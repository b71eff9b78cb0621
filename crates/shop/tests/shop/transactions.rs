use std::sync::Arc;
use std::time::Duration;

use shop::orders;
use sqlx::Row;
use testkit::TestShop;

use crate::orders::press;

#[tokio::test]
async fn whoever_gives_up_while_a_transaction_begins_leaves_none_to_the_next() {
    let shop = Arc::new(TestShop::with(1, None, |_| ()).await);
    for turns in (0..600).step_by(10) {
        let begun = {
            let db = shop.clone();
            tokio::spawn(async move { drop(db.begin().await) })
        };
        for _ in 0..turns {
            tokio::task::yield_now().await;
        }
        begun.abort();
        let _ = begun.await;
        // `now()` is when the transaction began: without one, with the statement.
        let row = sqlx::raw_sql("select now() = statement_timestamp()").fetch_one(&shop.db).await.unwrap();
        assert!(row.get::<bool, _>(0), "a transaction is left after {turns} turns");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_whose_lock_is_refused_leaves_its_connection_whole() {
    let shop = Arc::new(TestShop::with(2, None, |_| ()).await);
    let release = shop.flash_sale().units(3).open().await;
    let buyers = shop.shoppers(3).await;
    for buyer in &buyers {
        let mut elsewhere = shop.begin().await.unwrap();
        sqlx::query("select from drop_variants for update").fetch_all(&mut *elsewhere).await.unwrap();
        let pressed = {
            let (shop, actor, press) = (shop.clone(), buyer.actor(), press(&release, "k"));
            tokio::spawn(async move { orders::place(&shop, &actor, press).await })
        };
        let cancel = "select pg_cancel_backend(pid) from pg_stat_activity
                      where datname = current_database() and wait_event_type = 'Lock'";
        while sqlx::query(cancel).fetch_all(&mut *elsewhere).await.unwrap().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        elsewhere.rollback().await.unwrap();
        // Tried once more, alone, on whatever connection there is.
        pressed.await.unwrap().unwrap();
    }
}
