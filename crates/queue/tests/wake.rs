//! The wake-up call, in a process of its own: calls are coalesced per process, and other tests would use them up.
#![expect(clippy::unwrap_used, reason = "a test may fail by panic")]

#[path = "queue/support.rs"]
#[allow(dead_code, reason = "shared with the other tests")]
mod support;

use std::time::{Duration, Instant};

use queue::Settings;
use support::*;

#[tokio::test]
async fn an_idle_worker_hears_of_a_job_at_once() {
    let lab = Lab::new().await;
    let poll = Duration::from_mins(1);
    let worker = lab.worker_with(registry(), Settings { poll, ..hurried() });
    for round in 1..=2 {
        // By then the worker's naps are longer than the time it is allowed below.
        tokio::time::sleep(Duration::from_millis(1500)).await;
        let begin = Instant::now();
        lab.enqueue(&note("wake up")).await;
        eventually(async || lab.log.runs().len() == round).await;
        assert!(begin.elapsed() < Duration::from_millis(600), "{:?}", begin.elapsed());
    }
    worker.stop().await;
    lab.done().await;
}
