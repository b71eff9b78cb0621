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
    /// What was told last, in percent.
    pub told: Option<i16>,
}

impl Progress<'_> {
    /// So much of the whole is done. Outside of the transaction that does it, since nobody else sees into that. It is a
    /// hint: each percent is told once, and without a free connection, and at the end, nothing is said.
    pub async fn at(&mut self, done: usize, whole: usize) {
        let percent = i16::try_from(done * 100 / whole.max(1)).unwrap_or(100);
        if percent >= 100 || self.told == Some(percent) {
            return;
        }
        self.told = Some(percent);
        let Ok(Ok(mut conn)) = timeout(PATIENCE, self.shop.db.acquire()).await else { return };
        if store::note_progress(&mut conn, self.draw_id, self.state, percent).await.is_ok() {
            self.shop.live.publish(Topic::Drop(self.drop_id));
        }
    }
}
