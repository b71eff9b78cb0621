//! Server functions of entries.

use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Postcard};
use shop::draws::{ReceiptCheck, Stage};
use shop::entries::{
    AnswerRefusal, AppealRefusal, DisqualifyRefusal, EnterRefusal, EntryPanel, MyEntry, Receipt, StaffEntries,
    WithdrawRefusal,
};
use shop::{DropId, EntryId};

#[cfg(feature = "ssr")]
use crate::context::{self, named};
use crate::error::PageError;

/// What the visitor can do about a draw, and how far the draw was then.
#[server(input = GetUrl, output = Postcard)]
pub async fn get_panel(drop_id: DropId) -> Result<(EntryPanel, Option<Stage>), PageError> {
    let visitor = context::visitor().map(|v| v.actor);
    Ok(shop::draws::panel(&context::shop(), visitor.as_ref(), drop_id).await?)
}

/// Enters a draw, and shows the receipt.
#[server]
pub async fn enter_draw(
    drop_id: DropId,
    #[server(default)] variant_id: String,
    key: String,
) -> Result<(), PageError<EnterRefusal>> {
    use shop::{Error, FieldError, Problem};

    let actor = context::actor()?;
    let problem = if variant_id.is_empty() { Problem::Required } else { Problem::NotAChoice };
    let wrong = || Error::Refused(EnterRefusal::Invalid(vec![FieldError::new("variant_id", problem)]));
    let variant_id = variant_id.parse().map_err(|_| wrong())?;
    let wish = shop::entries::Enter { drop_id, variant_id, idempotency_key: key };
    let id = shop::entries::enter(&context::shop(), &actor, wish).await?;
    leptos_axum::redirect(&format!("/entries/{id}"));
    Ok(())
}

/// Withdraws one's own entry.
#[server]
pub async fn withdraw_entry(entry_id: EntryId) -> Result<(), PageError<WithdrawRefusal>> {
    let actor = context::actor()?;
    shop::entries::withdraw(&context::shop(), &actor, entry_id).await?;
    leptos_axum::redirect(&format!("/entries/{entry_id}"));
    Ok(())
}

/// The receipt of one's own entry, and what came of checking it; or of checking one that was kept, if that is given.
#[server(input = GetUrl, output = Postcard)]
pub async fn get_receipt(id: String, kept: String) -> Result<(Receipt, ReceiptCheck), PageError> {
    let (shop, actor, id) = (context::shop(), context::actor()?, named(&id)?);
    let receipt = shop::entries::receipt(&shop, &actor, id).await?;
    let kept = if kept.is_empty() { shop::entries::signed_receipt(&shop, &actor, id).await? } else { kept };
    Ok((receipt, shop::draws::check_receipt(&shop, &kept).await?))
}

/// Appeals against taking out one's own entry.
#[server]
pub async fn appeal_entry(
    entry_id: EntryId,
    #[server(default)] appeal: String,
) -> Result<(), PageError<AppealRefusal>> {
    let actor = context::actor()?;
    shop::entries::appeal(&context::shop(), &actor, entry_id, &appeal).await?;
    leptos_axum::redirect(&format!("/entries/{entry_id}"));
    Ok(())
}

/// One's own entries, newest first.
#[server(input = GetUrl, output = Postcard)]
pub async fn get_my_entries(before: Option<i64>) -> Result<Vec<MyEntry>, PageError> {
    let actor = context::actor()?;
    Ok(shop::entries::mine(&context::shop(), &actor, before.map(shop::At::from_ms)).await?)
}

/// A page of entries, of one draw or of all, for staff.
#[server(input = GetUrl, output = Postcard)]
pub async fn get_staff_entries(
    draw_id: String,
    words: String,
    pool: String,
    show: String,
    offset: i64,
) -> Result<StaffEntries, PageError> {
    let actor = context::actor()?;
    let draw = if draw_id.is_empty() { None } else { Some(named(&draw_id)?) };
    let show = shop::entries::Show::of_name(&show);
    let search = shop::entries::Search { draw, words, pool, show, offset: offset.max(0) };
    Ok(shop::entries::staff_list(&context::shop(), &actor, &search).await?)
}

/// Takes an entry out of a draw, with a reason that the entrant is told. `back` is the draw whose list it was asked on, or
/// empty, and `show` what of it was shown.
#[server]
pub async fn disqualify_entry(
    entry_id: EntryId,
    back: String,
    #[server(default)] show: String,
    #[server(default)] reason: String,
    #[server(default)] explanation: String,
) -> Result<(), PageError<DisqualifyRefusal>> {
    use shop::entries::Reason;
    use shop::{Error, FieldError, Problem};

    let actor = context::actor()?;
    let wrong = || Error::Refused(DisqualifyRefusal::Invalid(vec![FieldError::new("reason", Problem::NotAChoice)]));
    let reason = Reason::of_note(&reason).ok_or_else(wrong)?;
    shop::entries::disqualify(&context::shop(), &actor, entry_id, reason, &explanation).await?;
    leptos_axum::redirect(&list(&back, &show));
    Ok(())
}

/// Puts an entry back that was taken out, or stays with the decision; the entrant is told. `back` and `show` as in
/// [`disqualify_entry`].
#[server]
pub async fn answer_appeal(
    entry_id: EntryId,
    back: String,
    #[server(default)] show: String,
    #[server(default)] verdict: String,
    #[server(default)] answer: String,
) -> Result<(), PageError<AnswerRefusal>> {
    use shop::entries::Verdict;

    let actor = context::actor()?;
    let verdict = if verdict == "reinstate" { Verdict::Reinstate } else { Verdict::Uphold };
    shop::entries::answer(&context::shop(), &actor, entry_id, verdict, &answer).await?;
    leptos_axum::redirect(&list(&back, &show));
    Ok(())
}

/// The list of a draw, or of all, with what of it was shown.
#[cfg(feature = "ssr")]
fn list(back: &str, show: &str) -> String {
    let path = match back.parse::<shop::DrawId>() {
        Ok(draw) => format!("/admin/draws/{draw}/entries"),
        Err(_) => "/admin/entries".to_owned(),
    };
    match shop::entries::Show::of_name(show).name() {
        "" => path,
        name => format!("{path}?show={name}"),
    }
}
