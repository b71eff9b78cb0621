//! kill -9 at random moments of a sale, with the real binary: every order that was answered is there
//! exactly once, no unit is lost, and what was begun is finished after the restart.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use shop::accounts::tokens;
use shop::{DropId, OrderId};
use testkit::TestShop;

/// The binary, serving and working on the test's database.
struct Process {
    child: Child,
    port: u16,
}

impl Process {
    fn start(shop: &TestShop, port: u16) -> Self {
        let site = shop.files().join("site");
        std::fs::create_dir_all(site.join("pkg")).unwrap();
        std::fs::write(site.join("pkg/current"), "test").unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_fairdrop"))
            .args(["serve", "--with-worker"])
            .env("DATABASE_URL", shop.database_url())
            .env("REDIS_URL", std::env::var("REDIS_URL").unwrap_or_else(|_| "redis://127.0.0.1:1".into()))
            .env("FAIRDROP_SECRET", "07".repeat(32))
            .env("FAIRDROP_PORT", port.to_string())
            .env("FAIRDROP_DATA_DIR", shop.files())
            .env("FAIRDROP_SITE_DIR", site)
            .env("FAIRDROP_LOG", "warn")
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let process = Self { child, port };
        let began = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(began.elapsed() < Duration::from_secs(20), "the server does not listen");
            std::thread::sleep(Duration::from_millis(20));
        }
        process
    }

    /// Without a chance to finish anything.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A buyer who asks with one key until there is an answer, as a phone on a bad network does.
fn buy_until_answered(port: u16, drop: DropId, body: &str, token: &str, key: &str) -> (u16, Value) {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(10)))
        .build()
        .into();
    let began = Instant::now();
    loop {
        let answer = agent
            .post(format!("http://127.0.0.1:{port}/api/v1/drops/{drop}/orders"))
            .header("authorization", &format!("Bearer {token}"))
            .header("idempotency-key", key)
            .header("content-type", "application/json")
            .send(body);
        if let Ok(mut answer) = answer
            && let Ok(json) = answer.body_mut().read_json::<Value>()
            // A limit counts tries, not buyers: this one comes back.
            && !matches!(answer.status().as_u16(), 429 | 503)
        {
            return (answer.status().as_u16(), json);
        }
        assert!(began.elapsed() < Duration::from_secs(90), "no answer for a minute and a half");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sale_survives_kill_9() {
    const UNITS: i32 = 20;
    let shop = TestShop::new().await;
    let release = shop.flash_sale().units(UNITS).open().await;
    let body = serde_json::json!({ "variant_id": release.sizes[0], "quantity": 1 }).to_string();
    let buyers = shop.shoppers(40).await;
    let port = free_port();
    let mut process = Process::start(&shop, port);

    let answers: Vec<_> = buyers
        .iter()
        .enumerate()
        .map(|(n, buyer)| {
            let token = tokens::issue(&shop.config.secret, &buyer.actor(), shop.now().plus(Duration::from_secs(900)));
            let (drop, body, key) = (release.id, body.clone(), format!("press-{n}"));
            std::thread::spawn(move || {
                // Spread over the time in which the server dies five times.
                std::thread::sleep(Duration::from_millis(u64::try_from(n).unwrap() * 60));
                buy_until_answered(port, drop, &body, &token, &key)
            })
        })
        .collect();
    for pause in [150, 420, 333, 90, 510] {
        tokio::time::sleep(Duration::from_millis(pause)).await;
        process.kill();
        process = Process::start(&shop, port);
    }
    let answers: Vec<_> =
        tokio::task::spawn_blocking(|| answers.into_iter().map(|t| t.join().unwrap()).collect()).await.unwrap();

    let mut bought = Vec::new();
    for (status, json) in &answers {
        match status {
            200 | 201 => bought.push(json["id"].as_str().unwrap().parse::<OrderId>().unwrap()),
            409 => assert_eq!(json["type"], "/problems/sold-out", "{json}"),
            other => panic!("{other}: {json}"),
        }
    }
    let stored: Vec<OrderId> = sqlx::query_scalar("select id from orders where drop_id = $1 order by id")
        .bind(release.id)
        .fetch_all(&shop.db)
        .await
        .unwrap();
    bought.sort();
    assert_eq!(bought, stored, "every acknowledged order is there once, and no other");
    assert_eq!(bought.len(), usize::try_from(UNITS).unwrap());
    let (held, free): (i64, i64) = sqlx::query_as("select sum(held), sum(free) from drop_variants where drop_id = $1")
        .bind(release.id)
        .fetch_one(&shop.db)
        .await
        .unwrap();
    assert_eq!((held, free), (i64::from(UNITS), 0));
    process.kill();
}
