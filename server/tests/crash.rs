//! kill -9 at random moments of a sale, with the real binary: every order that was answered is there
//! exactly once, no unit is lost, and what was begun is finished after the restart.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

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
