//! The disk of Postgres fills up in the middle of a sale, and has room again later.

use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use testkit::TestShop;

use super::round::{Round, Sold};
use super::services::Services;
use crate::binary::Binary;
use crate::rest::until_it_works;

const BUYERS: usize = 60;

/// `FAIRDROP_TORTURE_DISK` is the small disk on which this Postgres, and nothing else, has its data.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "needs a small disk: make torture"]
async fn a_sale_survives_a_full_disk() {
    let (services, disk) = (Services::ours(), PathBuf::from(std::env::var_os("FAIRDROP_TORTURE_DISK").unwrap()));
    let shop = Arc::new(TestShop::with_redis().await);
    let goods = Round::goods(&shop).await;
    let (here, there) = (Binary::of(&shop), Binary::of(&shop));
    let (first, second, worker) = (here.serve(), there.serve(), here.work());
    until_it_works(&shop, &worker).await;
    let mut sold = Sold::default();
    for n in 0..3 {
        let round = Round::of(&shop, &goods, [first.port, second.port]).await;
        let full = async || {
            round.until_under_way(BUYERS).await;
            fill(&disk);
            let full = Instant::now();
            let mut refused = 0;
            while full.elapsed() < Duration::from_millis(2500) {
                refused += usize::from(write_a_lot(&shop).await.is_err());
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            fs::remove_file(disk.join("filler")).unwrap();
            // It may have given up.
            services.start();
            refused
        };
        let refused = round.run(BUYERS, Duration::from_millis(2000), full).await;
        assert!(refused > 0, "Postgres found room on a full disk, so nothing was tested");
        round.check(&mut sold, &format!("the disk was full for the {n}. time")).await;
    }
    shop.assert_balanced().await;
    eprintln!("full disk: {sold:?}");
}

/// More than what is left of the log of Postgres, so that it needs new room, now and then for the log itself.
async fn write_a_lot(shop: &TestShop) -> sqlx::Result<()> {
    let sql = "create table ballast as select random()::text || repeat(md5(random()::text), 30) as x from generate_series(1, 20000)";
    sqlx::query(sql).execute(&shop.db).await?;
    sqlx::query("drop table ballast").execute(&shop.db).await?;
    Ok(())
}

fn fill(disk: &std::path::Path) {
    let mut filler = File::create(disk.join("filler")).unwrap();
    for block in [vec![0; 1 << 20], vec![0; 4096]] {
        while filler.write_all(&block).is_ok() {}
    }
}
