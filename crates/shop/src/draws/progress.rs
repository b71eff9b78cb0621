use std::time::Duration;

use tokio::time::timeout;

use super::{DrawState, store};
use crate::live::Topic;
use crate::{DrawId, DropId, Shop};

/// How long to wait for a connection.
const PATIENCE: Duration = Duration::from_millis(50);

/// Tells those who watch how far a draw is with its list or its ranking.
pub(super) struct Progress<'a> {
    pub shop: &'a Shop,
    pub drop_id: DropId,
    pub draw_id: DrawId,
    /// The draw's state meanwhile.
    pub state: DrawState,
}

impl Progress<'_> {
    /// So much of the whole is done. Outside of the transaction that does it, since nobody else sees into that. It is a
    /// hint: without a free connection, and at the end, nothing is said.
    pub async fn at(&self, done: usize, whole: usize) {
        if done >= whole {
            return;
        }
        let Ok(Ok(mut conn)) = timeout(PATIENCE, self.shop.db.acquire()).await else { return };
        let percent = i16::try_from(done * 100 / whole).unwrap_or(0);
        if store::note_progress(&mut conn, self.draw_id, self.state, percent).await.is_ok() {
            self.shop.live.publish(Topic::Drop(self.drop_id));
        }
    }
}
