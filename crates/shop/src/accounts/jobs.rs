use std::time::Duration;

use queue::{Attempt, Job, Outcome, Priority};
use serde::{Deserialize, Serialize};

use super::{reset, store};
use crate::{At, Fault, Shop};

/// Sends a link to set a new password, if the address has an account. It carries the address and not an id, since
/// looking the account up earlier would tell by its time whether there is one.
#[derive(Debug, Serialize, Deserialize)]
pub struct SendReset {
    /// As typed, in lower case.
    pub email: String,
}

impl Job for SendReset {
    const KIND: &'static str = "accounts.send_reset";
    const PRIORITY: Priority = Priority::High;
    type Context = Shop;

    async fn run(self, shop: &Shop, _: Attempt) -> Outcome {
        reset::send_reset(shop, &self.email).await.into()
    }

    fn unique_key(&self) -> Option<String> {
        Some(self.email.clone())
    }
}

/// Deletes sessions, links and failures that no longer matter.
#[derive(Debug, Serialize, Deserialize)]
pub struct Sweep {}

impl Job for Sweep {
    const KIND: &'static str = "accounts.sweep";
    const PRIORITY: Priority = Priority::Low;
    type Context = Shop;

    async fn run(self, shop: &Shop, _: Attempt) -> Outcome {
        sweep(shop).await.into()
    }
}

async fn sweep(shop: &Shop) -> Result<(), Fault> {
    const DAY: Duration = Duration::from_hours(24);
    let yesterday = At::from_ms(shop.now().ms() - i64::try_from(DAY.as_millis()).unwrap_or(0));
    store::sessions::sweep(&shop.db, shop.now()).await?;
    store::links::sweep(&shop.db, yesterday).await?;
    store::failures::sweep(&shop.db, yesterday).await?;
    Ok(())
}
