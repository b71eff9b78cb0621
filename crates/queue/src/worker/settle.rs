//! The loop that stores outcomes, as many in one statement as have come in meanwhile.

use std::sync::Arc;

use tokio::sync::mpsc::Receiver;

use super::{Shared, patiently, running::Run};
use crate::{
    backoff::Patience,
    store::{self, Settled},
};

/// Outcomes that may wait; beyond that, finished jobs keep their slots.
pub const INBOX: usize = 1024;

/// The outcome of a run. The run stays on the list, and its job alive to others, until the outcome is stored.
pub type Finished = (Settled, Run);

/// Stores outcomes until every sender is gone. While the database is away, it keeps them and tries again.
pub async fn outcomes<C: Send + Sync + 'static>(shared: Arc<Shared<C>>, mut inbox: Receiver<Finished>) {
    let mut finished = Vec::new();
    while inbox.recv_many(&mut finished, INBOX).await > 0 {
        let (batch, runs): (Vec<_>, Vec<_>) = finished.drain(..).unzip();
        store_all(&shared, &batch).await;
        drop(runs);
        if batch.iter().any(|settled| settled.delay.is_some()) {
            // It may be due before the current nap ends.
            shared.wake.notify_one();
        }
    }
}

async fn store_all<C>(shared: &Shared<C>, batch: &[Settled]) {
    let mut patience = Patience::default();
    while let Err(error) = patiently(store::settle(&shared.pool, &shared.id, batch)).await {
        let pause = patience.fail();
        if patience.just_failed() {
            tracing::warn!(worker = shared.id, %error, outcomes = batch.len(), "outcomes not stored, will try again");
        }
        tokio::time::sleep(pause).await;
    }
}
