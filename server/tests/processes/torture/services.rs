use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// The Postgres and Redis that `scripts/services` has started for the torture, and that may be killed.
pub struct Services {
    data: PathBuf,
}

impl Services {
    /// Those of `scripts/torture`.
    pub fn ours() -> Self {
        assert!(
            std::env::var_os("FAIRDROP_TORTURE").is_some(),
            "run `make torture`: this kills its Postgres and Redis"
        );
        Self { data: std::env::var_os("FAIRDROP_DATA_DIR").expect("FAIRDROP_DATA_DIR is not set").into() }
    }

    /// Starts what is not running.
    pub fn start(&self) {
        let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/services");
        let began = Instant::now();
        loop {
            let mut start = Command::new(&scripts);
            let start = start.arg("start").env("FAIRDROP_DATA_DIR", &self.data);
            let started = start.env_remove("DATABASE_URL").env_remove("REDIS_URL").output().unwrap();
            if started.status.success() {
                return;
            }
            assert!(began.elapsed() < Duration::from_secs(60), "no services: {started:?}");
            std::thread::sleep(Duration::from_millis(500));
        }
    }

    /// Postgres with all of its processes, at once.
    pub fn kill_postgres(&self) {
        let Some(postmaster) = self.postmaster() else { return };
        let mut all = children(postmaster);
        all.insert(0, postmaster);
        signal("KILL", &all);
        until_gone(&all);
    }

    /// One of the processes that serve a connection: Postgres ends all others and recovers by itself.
    pub fn kill_a_backend(&self) {
        let Some(postmaster) = self.postmaster() else { return };
        let serving = |pid: &u32| command(*pid).starts_with("postgres: fairdrop fairdrop_test");
        if let Some(backend) = children(postmaster).into_iter().rfind(serving) {
            signal("KILL", &[backend]);
        }
    }

    /// Postgres ends by itself: `INT` ends connections first, `QUIT` leaves everything to the recovery.
    pub fn stop_postgres(&self, how: &str) {
        let Some(postmaster) = self.postmaster() else { return };
        let all = children(postmaster);
        signal(how, &[postmaster]);
        until_gone(&[postmaster]);
        until_gone(&all);
    }

    pub fn kill_redis(&self) {
        let Ok(pid) = fs::read_to_string(self.data.join("redis.pid")) else { return };
        let pid = pid.trim().parse().unwrap();
        signal("KILL", &[pid]);
        until_gone(&[pid]);
    }

    /// While it runs.
    fn postmaster(&self) -> Option<u32> {
        let file = fs::read_to_string(self.data.join("postgres/postmaster.pid")).ok()?;
        let pid = file.lines().next()?.trim().parse().ok()?;
        command(pid).contains("postgres").then_some(pid)
    }
}

fn command(pid: u32) -> String {
    fs::read_to_string(format!("/proc/{pid}/cmdline")).unwrap_or_default().replace('\0', " ")
}

fn children(parent: u32) -> Vec<u32> {
    let listed = Command::new("ps").args(["-o", "pid=", "--ppid", &parent.to_string()]).output().unwrap();
    String::from_utf8(listed.stdout).unwrap().split_whitespace().map(|pid| pid.parse().unwrap()).collect()
}

/// Some may have ended by themselves.
fn signal(name: &str, pids: &[u32]) {
    let pids = pids.iter().map(ToString::to_string);
    Command::new("kill").arg(format!("-{name}")).args(pids).output().unwrap();
}

/// A new Postgres must not begin before the last process of the old one has ended.
fn until_gone(pids: &[u32]) {
    let began = Instant::now();
    let lives = |pid: &u32| {
        let state = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        !state.is_empty() && !state.contains(") Z ")
    };
    while pids.iter().any(lives) {
        assert!(began.elapsed() < Duration::from_secs(60), "{pids:?} do not end");
        std::thread::sleep(Duration::from_millis(10));
    }
}
