use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use shop::At;
use testkit::{PostOffice, TestShop};

/// How the binary is started for a test, each time on the same port.
#[derive(Clone)]
pub struct Binary {
    database_url: String,
    redis_url: String,
    smtp_url: String,
    files: PathBuf,
    port: u16,
    clock_off_ms: i64,
    own_clock: bool,
    clock_at: Option<At>,
}

/// The binary, serving and working on the test's database. Killed when it is dropped, so that nothing outlives a
/// test that fails.
pub struct Process {
    child: Child,
    pub port: u16,
}

impl Binary {
    /// Beside this shop: its database, its files, the tests' Redis.
    pub fn of(shop: &TestShop) -> Self {
        // What the build would have left: the pages only name it.
        let site = shop.files().join("site");
        std::fs::create_dir_all(site.join("pkg")).unwrap();
        std::fs::write(site.join("pkg/current"), "test").unwrap();
        Self {
            database_url: shop.database_url().to_owned(),
            redis_url: std::env::var("REDIS_URL").expect("this test needs REDIS_URL"),
            smtp_url: String::new(),
            files: shop.files().to_owned(),
            port: TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port(),
            clock_off_ms: 0,
            own_clock: false,
            clock_at: None,
        }
    }

    pub fn with_database(self, database_url: String) -> Self {
        Self { database_url, ..self }
    }

    pub fn with_redis(self, redis_url: String) -> Self {
        Self { redis_url, ..self }
    }

    pub fn with_mail_to(self, office: &PostOffice) -> Self {
        Self { smtp_url: office.open(), ..self }
    }

    /// On a machine whose clock is ahead by so much.
    pub fn with_clock_off(self, clock_off_ms: i64) -> Self {
        Self { clock_off_ms, ..self }
    }

    /// Made wrong on purpose: it goes by its machine's clock, whatever the database's says.
    pub fn with_own_clock(self) -> Self {
        Self { own_clock: true, ..self }
    }

    /// With a clock that stands still.
    pub fn with_clock_at(self, at: At) -> Self {
        Self { clock_at: Some(at), ..self }
    }

    /// Starts it, with its worker, and waits until it listens.
    pub fn start(&self) -> Process {
        self.run(&["serve", "--with-worker"]).listening()
    }

    /// Starts it without a worker, and waits until it listens.
    pub fn serve(&self) -> Process {
        self.run(&["serve"]).listening()
    }

    /// Starts the worker alone.
    pub fn work(&self) -> Process {
        self.run(&["work"])
    }

    fn run(&self, command: &[&str]) -> Process {
        let child = Command::new(env!("CARGO_BIN_EXE_fairdrop"))
            .args(command)
            .env("FAIRDROP_FAILPOINT_CLOCK_OFF_MS", self.clock_off_ms.to_string())
            .envs(self.own_clock.then_some(("FAIRDROP_FAILPOINT_OWN_CLOCK", "1")))
            .envs(self.clock_at.map(|at| ("FAIRDROP_FAILPOINT_CLOCK_AT_MS", at.ms().to_string())))
            .env("DATABASE_URL", &self.database_url)
            .env("REDIS_URL", &self.redis_url)
            .env("FAIRDROP_SMTP_URL", &self.smtp_url)
            .env("FAIRDROP_SECRET", "07".repeat(32))
            .env("FAIRDROP_PORT", self.port.to_string())
            .env("FAIRDROP_DATA_DIR", &self.files)
            .env("FAIRDROP_SITE_DIR", self.files.join("site"))
            .env("FAIRDROP_LOG", "warn")
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        Process { child, port: self.port }
    }
}

impl Process {
    fn listening(mut self) -> Self {
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            assert!(began.elapsed() < Duration::from_secs(20), "the server does not listen");
            assert!(self.child.try_wait().unwrap().is_none(), "the server ended instead of listening");
            std::thread::sleep(Duration::from_millis(10));
        }
        self
    }

    /// Without a chance to finish anything; `next` follows after a while.
    pub fn replace_with(&mut self, away: Duration, next: impl FnOnce() -> Self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        std::thread::sleep(away);
        *self = next();
    }

    /// Without a chance to finish anything.
    pub fn kill(self) {
        drop(self);
    }

    /// How its worker signs the jobs that it claims.
    pub fn worker(&self) -> String {
        format!("worker/{}/", self.child.id())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
