use serde_json::json;

use super::{AnswerRefusal, AppealRefusal, emails, said, store};
use crate::accounts::{Actor, Permission};
use crate::live::Topic;
use crate::refusal::constraint;
use crate::{Bar, EntryId, Error, Shop, audit, events};

/// Most characters of an appeal; of an answer they are [`super::EXPLANATION`].
const APPEAL: u32 = 1000;

/// What an entrant says against being taken out, once, until the freeze.
pub async fn appeal(shop: &Shop, actor: &Actor, id: EntryId, words: &str) -> Result<(), Error<AppealRefusal>> {
    use AppealRefusal as R;

    let words = said("appeal", words, APPEAL).map_err(|wrong| Error::Refused(R::Invalid(wrong)))?;
    let now = shop.now();
    let mut tx = shop.begin().await?;
    let entry = store::lock_draw_of(&mut tx, id, now).await?.ok_or(Bar::NotFound)?;
    if entry.account_id != Some(actor.id) {
        return Err(Bar::NotFound.into());
    }
    if !entry.before_freeze {
        return Err(Error::Refused(R::Frozen));
    }
    match store::standing_disqualification(&mut tx, id).await? {
        None => return Err(Error::Refused(R::NotOut)),
        Some((_, true)) => return Err(Error::Refused(R::Said)),
        Some((standing, false)) => store::appeal(&mut tx, standing, words, now).await?,
    }
    events::emit(&mut tx, events::Topic::Draw, "entry.appealed", id.0, json!({ "draw_id": entry.draw_id })).await?;
    Ok(tx.commit().await?)
}

/// What staff answer an entrant who was taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The entry stands again, with the weight that it had.
    Reinstate,
    /// It stays out.
    Uphold,
}

/// Answers an appeal, until the freeze; the entrant is told at once. Staff may also put an entry back without one.
pub async fn answer(
    shop: &Shop,
    actor: &Actor,
    id: EntryId,
    verdict: Verdict,
    words: &str,
) -> Result<(), Error<AnswerRefusal>> {
    use AnswerRefusal as R;

    actor.must(Permission::EditDrops)?;
    let words = said("answer", words, super::EXPLANATION).map_err(|wrong| Error::Refused(R::Invalid(wrong)))?;
    let now = shop.now();
    let mut tx = shop.begin().await?;
    let entry = store::lock_draw_of(&mut tx, id, now).await?.ok_or(Bar::NotFound)?;
    if !entry.before_freeze {
        return Err(Error::Refused(R::Frozen));
    }
    let standing = store::standing_disqualification(&mut tx, id).await?;
    let (standing, appealed) = standing.ok_or(Error::Refused(R::NotOut))?;
    let upheld = verdict == Verdict::Uphold;
    if upheld && !appealed {
        return Err(Error::Refused(R::NoAppeal));
    }
    store::answer(&mut tx, standing, (upheld, words), actor.id, now).await?;
    if !upheld {
        store::put_back(&mut tx, &entry, id).await.map_err(|error| match constraint(&error) {
            Some("entries_one_standing") => Error::Refused(R::AnotherStands),
            _ => error.into(),
        })?;
    }
    emails::answered(shop, &mut tx, id, standing, upheld, words).await?;
    let action = if upheld { "entry.appeal_declined" } else { "entry.reinstated" };
    audit::record(&mut tx, Some(actor), now, action, Some(id.0), json!({ "answer": words })).await?;
    events::emit(&mut tx, events::Topic::Draw, action, id.0, json!({ "draw_id": entry.draw_id })).await?;
    tx.commit().await?;
    shop.live.publish(Topic::Drop(entry.drop_id));
    Ok(())
}
