//! Telling every server process that something changed, so that open pages follow.
//!
//! Redis carries hints only: *what* changed, never the new value. Each process reads the value from
//! Postgres, so a lost message costs freshness (pages also re-read every two seconds while somebody
//! watches), never truth.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures::StreamExt;
use redis::AsyncCommands;
use redis::aio::PubSubStream;
use tokio::sync::broadcast;
use tokio::time::timeout;

use crate::DropId;

const CHANNEL: &str = "fairdrop:live";
/// How long to wait for Redis.
const PATIENCE: Duration = Duration::from_secs(2);
/// A connection that has said nothing for so long is made anew: one whose other end vanished would be silent for ever.
const QUIET: Duration = Duration::from_secs(10);

/// What changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// State, stock, entries or result of a drop.
    Drop(DropId),
}

/// Publishes and hears of changes. Works within the process when Redis is away.
#[derive(Clone, Debug)]
pub struct Live {
    heard: broadcast::Sender<Topic>,
    /// When each drop changed last.
    changes: Arc<Mutex<HashMap<DropId, Instant>>>,
    redis: Option<redis::aio::ConnectionManager>,
}

impl Live {
    pub(crate) fn new(redis: Option<redis::aio::ConnectionManager>) -> Self {
        Self { heard: broadcast::channel(1024).0, changes: Arc::default(), redis }
    }

    /// Says that `topic` changed. Called after the commit; does not wait and cannot fail.
    pub fn publish(&self, topic: Topic) {
        self.hear(topic);
        let Some(mut redis) = self.redis.clone() else { return };
        let Topic::Drop(id) = topic;
        tokio::spawn(async move {
            let _: redis::RedisResult<()> = redis.publish(CHANNEL, format!("drop:{id}")).await;
        });
    }

    fn hear(&self, topic: Topic) {
        let Topic::Drop(id) = topic;
        self.changes.lock().unwrap_or_else(PoisonError::into_inner).insert(id, Instant::now());
        // Nobody may be listening.
        let _ = self.heard.send(topic);
    }

    /// Whether a change of the drop was heard of since then.
    pub(crate) fn changed_since(&self, drop: DropId, then: Instant) -> bool {
        self.changes.lock().unwrap_or_else(PoisonError::into_inner).get(&drop).is_some_and(|at| *at >= then)
    }

    /// Hears of changes from here on, of this and all other processes.
    pub fn subscribe(&self) -> broadcast::Receiver<Topic> {
        self.heard.subscribe()
    }

    /// Passes on what other processes publish; runs until the process ends, reconnecting as needed.
    pub async fn relay(self, client: redis::Client) {
        loop {
            if let Ok(Ok(messages)) = timeout(PATIENCE, subscribe(&client)).await {
                self.pass_on(messages).await;
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    /// Until the connection ends, or seems to have.
    async fn pass_on(&self, mut messages: PubSubStream) {
        while let Ok(Some(message)) = timeout(QUIET, messages.next()).await {
            let id = message.get_payload::<String>().ok().and_then(|p| p.strip_prefix("drop:")?.parse().ok());
            if let Some(id) = id {
                self.hear(Topic::Drop(id));
            }
        }
    }
}

async fn subscribe(client: &redis::Client) -> redis::RedisResult<PubSubStream> {
    let mut pubsub = client.get_async_pubsub().await?;
    pubsub.subscribe(CHANNEL).await?;
    Ok(pubsub.into_on_message())
}
