use std::io::{BufRead, BufReader};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use app::drops::live::News;
use app::packed::Packed;
use shop::DropId;

/// Re-reading alone takes two seconds from one event to the next.
pub const SOONER_THAN_REREAD: Duration = Duration::from_millis(1200);

/// Somebody with the page of a drop open: its server-sent events.
pub struct Watcher(Receiver<News>);

impl Watcher {
    pub fn of(drop: DropId, port: u16) -> Self {
        let answer = ureq::get(format!("http://127.0.0.1:{port}/live/drops/{drop}")).call().unwrap();
        let (sender, events) = channel();
        std::thread::spawn(move || {
            let lines = BufReader::new(answer.into_body().into_reader()).lines();
            for event in lines.map_while(Result::ok).filter_map(|line| line.strip_prefix("data:").map(str::to_owned)) {
                let _ = sender.send(event.trim().parse::<Packed<News>>().unwrap().0);
            }
        });
        Self(events)
    }

    /// Waits for the event that shows so many free units; answers how long.
    pub fn sees_free(&self, units: i64) -> Duration {
        let began = Instant::now();
        loop {
            let left = Duration::from_secs(20).saturating_sub(began.elapsed());
            let event = self.0.recv_timeout(left).unwrap_or_else(|_| panic!("nobody says that {units} are free"));
            if event.drop.free() == units {
                return began.elapsed();
            }
        }
    }
}
