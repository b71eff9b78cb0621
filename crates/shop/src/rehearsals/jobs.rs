use std::time::Duration;

use queue::{Attempt, Job, Outcome, Priority};
use serde::{Deserialize, Serialize};

use super::shadow::{self, Unmade};
use super::store::{self, Plan};
use super::{Failure, Report, crowd, tally};
use crate::{Fault, RehearsalId, Shop};

/// Makes a rehearsal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rehearse {
    /// Which.
    pub rehearsal_id: RehearsalId,
}

impl Job for Rehearse {
    const KIND: &'static str = "rehearsals.run";
    const PRIORITY: Priority = Priority::Urgent;
    /// The crowd presses once; the other attempts tidy up, for which a backup of the whole database may have to end.
    const MAX_ATTEMPTS: i16 = 20;
    /// A minute of presses, and making and removing the shadow.
    const TIMEOUT: Duration = Duration::from_mins(3);
    type Context = Shop;

    async fn run(self, shop: &Shop, _: Attempt) -> Outcome {
        run(shop, self.rehearsal_id).await.into()
    }
}

async fn run(shop: &Shop, id: RehearsalId) -> Result<(), Fault> {
    match store::start(&shop.db, id, shop.now()).await? {
        Some(plan) => {
            // What others left behind is no reason not to begin.
            if let Err(error) = shadow::sweep(shop).await {
                tracing::warn!(%error, "the shadow of an earlier rehearsal could not be removed");
            }
            let ended = rehearse(shop, id, &plan).await;
            let ended = ended.map_err(|(failure, fault)| {
                tracing::error!(error = %fault, rehearsal_id = %id, "a rehearsal failed");
                failure
            });
            store::end(&shop.db, id, ended.as_ref().map(Option::as_ref), shop.now()).await?;
        }
        // An earlier attempt began it, and neither ended it nor goes on: its worker died.
        None => store::end(&shop.db, id, Err(&Failure::Interrupted), shop.now()).await?,
    }
    shadow::sweep(shop).await
}

/// Makes the shadow, lets the crowd press, adds up; without a report when the drop is gone.
async fn rehearse(shop: &Shop, id: RehearsalId, plan: &Plan) -> Result<Option<Report>, (Failure, Fault)> {
    let shadow = match shadow::make(shop, id, plan).await {
        Ok(shadow) => shadow,
        Err(Unmade::Gone) => return Ok(None),
        Err(Unmade::Failed(failure, fault)) => return Err((failure, fault)),
    };
    let came = crowd::press(shop, id, plan, &shadow).await;
    let stored = store::stored(&shadow.shop.db, shadow.drop).await;
    shadow.shop.db.close().await;
    let came = came.map_err(|fault| (Failure::Fault, fault))?;
    let stored = stored.map_err(|error| (Failure::Fault, error.into()))?;
    let units = shadow.sizes.iter().map(|(_, units)| i64::from(*units)).sum();
    let report = tally::report(units, came, stored);
    let Report { shoppers, presses, orders, .. } = report;
    tracing::info!(rehearsal_id = %id, drop_id = %plan.drop, shoppers, presses, orders, "a rehearsal ended");
    Ok(Some(report))
}
