//! What staff do with a drop once its terms stand: schedule, open, pause, close, cancel.

crate::refusal! {
    /// Why a drop did not change its state.
    RunRefusal {
        /// The state machine knows no such step from here.
        NotNow => "not-now", 409, "The drop has moved on meanwhile, so this is no longer possible. The page shows where it stands.";
        /// The window is over before it began.
        WindowPassed => "window-passed", 409, "The closing time has passed. Edit the draft and give it a later one.";
        /// The shelf does not hold what would be pledged.
        NotEnoughStock => "not-enough-stock", 409, "There is not enough stock for what this drop pledges. Receive stock, or pledge fewer units.";
    }
}

#[cfg(feature = "server")]
mod server {
    use serde_json::json;
    use sqlx::PgConnection;

    use super::RunRefusal;
    use crate::accounts::{Actor, Permission};
    use crate::drops::jobs::{DrawDropCancelled, DrawDropDue, DropCancelled};
    use crate::drops::{Drop, DropMode, DropState, admission, steps, store};
    use crate::live::Topic;
    use crate::transaction::Begun;
    use crate::{Bar, DropId, Error, FieldError, Problem, Shop, audit, events, line, stock};

    /// Announces a draft: pledges its stock and fixes its prices.
    ///
    /// # Errors
    /// [`RunRefusal`].
    pub async fn schedule(shop: &Shop, actor: &Actor, id: DropId) -> Result<(), Error<RunRefusal>> {
        let mut step = Step::begin(shop, actor, id).await?;
        if step.drop.closes_at <= shop.now() {
            return Err(Error::Refused(RunRefusal::WindowPassed));
        }
        step.go(DropState::Scheduled, None).await?;
        store::fix_prices(&mut step.tx, id).await?;
        for pledged in store::lock_variants(&mut step.tx, id).await? {
            let units = stock::pledge(&mut step.tx, pledged.variant_id, pledged.free, id, shop.now()).await;
            units.map_err(|error| error.map(|_| RunRefusal::NotEnoughStock))?;
        }
        line::announce(shop, &mut step.tx, id).await?;
        step.finish("scheduled", json!({})).await
    }

    /// Opens a scheduled drop now instead of at its time.
    ///
    /// # Errors
    /// [`RunRefusal`].
    pub async fn open_now(shop: &Shop, actor: &Actor, id: DropId) -> Result<(), Error<RunRefusal>> {
        let mut step = Step::begin(shop, actor, id).await?;
        if step.drop.state != DropState::Scheduled {
            return Err(Error::Refused(RunRefusal::NotNow));
        }
        store::set_opening(&mut step.tx, id, shop.now()).await?;
        match step.drop.mode {
            DropMode::FlashSale => {
                step.go(DropState::Open, None).await?;
                line::open(shop, &mut step.tx, id, shop.now()).await?;
                admission::expect_marks(shop, id).await;
            }
            DropMode::Draw => {
                let due = queue::NewJob::of(&DrawDropDue { drop_id: id }).unique_key(id.to_string());
                due.enqueue(&mut step.tx).await?;
            }
        }
        step.finish("opened", json!({})).await
    }

    /// Stops an open flash sale for a while.
    ///
    /// # Errors
    /// [`RunRefusal`].
    pub async fn pause(shop: &Shop, actor: &Actor, id: DropId) -> Result<(), Error<RunRefusal>> {
        let mut step = Step::begin(shop, actor, id).await?;
        step.go(DropState::Paused, None).await?;
        step.finish("paused", json!({})).await
    }

    /// Goes on with a paused flash sale.
    ///
    /// # Errors
    /// [`RunRefusal`].
    pub async fn resume(shop: &Shop, actor: &Actor, id: DropId) -> Result<(), Error<RunRefusal>> {
        let mut step = Step::begin(shop, actor, id).await?;
        if step.drop.state != DropState::Paused {
            return Err(Error::Refused(RunRefusal::NotNow));
        }
        step.go(DropState::Open, None).await?;
        step.finish("resumed", json!({})).await
    }

    /// Closes a flash sale before its time; what is held may still be paid.
    ///
    /// # Errors
    /// [`RunRefusal`]; a draw is never closed early.
    pub async fn close_early(shop: &Shop, actor: &Actor, id: DropId) -> Result<(), Error<RunRefusal>> {
        let mut step = Step::begin(shop, actor, id).await?;
        if step.drop.mode == DropMode::Draw {
            return Err(Error::Refused(RunRefusal::NotNow));
        }
        step.go(DropState::Closed, None).await?;
        step.finish("closed", json!({})).await
    }

    /// Calls a drop off in public: its free units go back to the shelf at once, a job ends its
    /// orders and returns the money, and in a draw another reveals the seed and tells the entrants.
    ///
    /// # Errors
    /// [`RunRefusal`]; the reason is required.
    pub async fn cancel(shop: &Shop, actor: &Actor, id: DropId, reason: &str) -> Result<(), Error<RunRefusal>> {
        let reason = checked(reason)?;
        let mut step = Step::begin(shop, actor, id).await?;
        step.go(DropState::Cancelled, Some(reason)).await?;
        steps::write_off_free(&mut step.tx, id, shop.now()).await?;
        queue::enqueue(&mut step.tx, &DropCancelled { drop_id: id }).await?;
        if step.drop.mode == DropMode::Draw {
            queue::enqueue(&mut step.tx, &DrawDropCancelled { drop_id: id }).await?;
        }
        step.finish("cancelled", json!({ "reason": reason })).await
    }

    fn checked(reason: &str) -> Result<&str, Error<RunRefusal>> {
        let reason = reason.trim();
        let problem = match reason.chars().count() {
            0 => Problem::Required,
            301.. => Problem::TooLong(300),
            _ => return Ok(reason),
        };
        Err(Error::Refused(RunRefusal::Invalid(vec![FieldError::new("reason", problem)])))
    }

    /// A transaction that moves one drop, with its trail.
    struct Step<'a> {
        shop: &'a Shop,
        actor: &'a Actor,
        drop: Drop,
        tx: Begun,
    }

    impl<'a> Step<'a> {
        async fn begin(shop: &'a Shop, actor: &'a Actor, id: DropId) -> Result<Self, Error<RunRefusal>> {
            actor.must(Permission::EditDrops)?;
            let mut tx = shop.begin().await?;
            let drop = store::lock(&mut tx, id).await?.ok_or(Bar::NotFound)?;
            Ok(Self { shop, actor, drop, tx })
        }

        async fn go(&mut self, to: DropState, reason: Option<&str>) -> Result<(), Error<RunRefusal>> {
            if !self.drop.state.may_become(self.drop.mode, to) {
                return Err(Error::Refused(RunRefusal::NotNow));
            }
            let conn: &mut PgConnection = &mut self.tx;
            steps::step(conn, self.drop.id, self.drop.state, to, reason, self.shop.now()).await?;
            Ok(())
        }

        async fn finish(mut self, done: &str, details: serde_json::Value) -> Result<(), Error<RunRefusal>> {
            let (id, kind) = (self.drop.id, format!("drop.{done}"));
            events::emit(&mut self.tx, events::Topic::Product, &kind, id.0, json!({})).await?;
            audit::record(&mut self.tx, Some(self.actor), self.shop.now(), &kind, id.0, details).await?;
            self.tx.commit().await?;
            self.shop.live.publish(Topic::Drop(id));
            Ok(())
        }
    }
}

#[cfg(feature = "server")]
pub use server::{cancel, close_early, open_now, pause, resume, schedule};
