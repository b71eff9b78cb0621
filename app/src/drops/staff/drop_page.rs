use leptos::prelude::*;
use leptos_meta::Title;
use shop::DropId;
use shop::defences::{RefusedPresses, Settings};
use shop::drops::{Drop, DropCard, DropMode, DropState, DropVariant};

use super::bots::BotTerms;
use super::refused::{Refusals, refusals};
use super::tone::tone;
use crate::ask::{Asked, ask_named};
use crate::command::{Command, CommandForm, beside, refused, successes, summary};
use crate::drops::server_fns::{CancelDrop, DiscardDrop, FindDefences, FindStaffDrop, RunDrop};
use crate::load::{Done, loaded};
use crate::rehearsals::{Rehearsals, Rehearsing};
use crate::shell::AdminHead;
use crate::ui::{Badge, Confirm, ErrorSummary, Field, MoneyText, Notice, Submit, Table, Tone, When};

#[derive(Clone, Copy)]
struct Actions {
    run: Command,
    cancel: Command,
    discard: Command,
}

/// What the page tells besides.
#[derive(Clone, Copy)]
struct About {
    refused: Asked<Vec<RefusedPresses>>,
    defences: Asked<Settings>,
    rehearsing: Rehearsing,
}

/// One drop: its terms, its units, and what can be done with it now.
#[component]
pub fn StaffDropPage() -> impl IntoView {
    let act = Actions {
        run: Command::of::<RunDrop>(),
        cancel: Command::of::<CancelDrop>(),
        discard: Command::of::<DiscardDrop>(),
    };
    let (run, cancelled) = (successes(act.run), successes(act.cancel));
    let found = ask_named(move || run.get() + cancelled.get(), |id| FindStaffDrop { id });
    // All of it here: what is asked for inside of what was loaded must be one thing alone.
    let about = About {
        refused: refusals(false),
        defences: ask_named(|| "", |id| FindDefences { id }),
        rehearsing: Rehearsing::of_page(),
    };
    loaded(found, move |(drop, card)| view! { <Facts drop=drop card=card act=act about=about/> }.into_any()).into_any()
}

fn words(code: &str) -> Option<&'static str> {
    Some(match code {
        "created" => "The draft is there. Preview it, then schedule it.",
        "saved" => "Saved.",
        "schedule" => "Scheduled: the units are set aside, the prices are fixed, and the page is public.",
        "open" => "It opens now.",
        "pause" => "Paused. Nobody can buy until you go on; what is held can be paid.",
        "resume" => "It is selling again.",
        "close" => "Closed. What is held can still be paid.",
        "rehearsing" => "The rehearsal has begun. Its report appears below.",
        "stopping" => "The rehearsal stops. What it has seen so far appears below.",
        "cancelled" => "Called off in public. Orders are being cancelled and money returned.",
        _ => return None,
    })
}

#[component]
fn Facts(drop: Drop, card: DropCard, act: Actions, about: About) -> impl IntoView {
    let page = format!("/drops/{}", drop.slug);
    let pledged = card.pledged();
    let live = matches!(drop.state, DropState::Open | DropState::Paused | DropState::Closed);
    let live = live.then(|| view! { <a class="button" href=format!("/admin/drops/{}/live", drop.id)>"Live view"</a> });
    let see = if drop.state == DropState::Draft { "Preview" } else { "See the page" };
    let reason =
        drop.reason.clone().map(|reason| view! { <Notice tone=Tone::Warn title="Called off"><p>{reason}</p></Notice> });
    let sells = drop.mode == DropMode::FlashSale;
    let refusals = (sells && drop.opened_at.is_some()).then(|| view! { <Refusals found=about.refused/> });
    view! {
        <Title text=card.name.clone()/>
        <AdminHead title=card.name.clone() trail=vec![("/admin/drops".to_owned(), "Drops".to_owned())]>
            <Badge label=drop.state.label() tone=tone(drop.state)/>
            {live}
            <a class="button" href=page>{see}</a>
        </AdminHead>
        <Done words=words/>
        {reason}
        <ErrorSummary errors=summary(refused(act.run))/>
        <ErrorSummary errors=summary(refused(act.discard))/>
        <div class="detail">
            <div class="detail-main">
                <section class="panel"><h2 class="heading">"Units"</h2><Units variants=card.variants/></section>
                <section class="panel"><h2 class="heading">"Next"</h2>{steps(&drop, act)}</section>
                {refusals}
                <Rehearsals drop=drop.clone() units=pledged rehearsing=about.rehearsing/>
            </div>
            <aside class="detail-side">{terms(&drop)}{sells.then(|| view! { <BotTerms found=about.defences/> })}</aside>
        </div>
    }
}

#[component]
fn Units(variants: Vec<DropVariant>) -> impl IntoView {
    let row = |v: DropVariant| {
        view! {
            <tr>
                <td>{v.name}</td>
                <td class="cell-num"><MoneyText money=v.price/></td>
                <td class="cell-num num">{v.pledged}</td>
                <td class="cell-num num">{v.free}</td>
                <td class="cell-num num">{v.held}</td>
                <td class="cell-num num">{v.paid}</td>
                <td class="cell-num num">{v.written_off}</td>
            </tr>
        }
    };
    view! {
        <Table caption="Units per size: pledged = free + held + paid + returned">
            <thead><tr>
                <th scope="col">"Size"</th><th scope="col" class="cell-num">"Price"</th><th scope="col" class="cell-num">"Pledged"</th>
                <th scope="col" class="cell-num">"Free"</th><th scope="col" class="cell-num">"Held"</th><th scope="col" class="cell-num">"Paid"</th>
                <th scope="col" class="cell-num">"Returned"</th>
            </tr></thead>
            <tbody>{variants.into_iter().map(row).collect_view()}</tbody>
        </Table>
    }
}

fn terms(drop: &Drop) -> impl IntoView + use<> {
    view! {
        <section class="panel">
            <h2 class="heading">"Terms"</h2>
            <dl class="facts">
                <div><dt>"Mode"</dt><dd>{drop.mode.label()}</dd></div>
                <div><dt>"Opens"</dt><dd><When at=drop.opens_at/></dd></div>
                <div><dt>"Closes"</dt><dd><When at=drop.closes_at/></dd></div>
                {drop.opened_at.map(|at| view! { <div><dt>"Really opened"</dt><dd><When at=at/></dd></div> })}
                {drop.closed_at.map(|at| view! { <div><dt>"Really closed"</dt><dd><When at=at/></dd></div> })}
                <div><dt>"Per person"</dt><dd class="num">{drop.limit_per_customer}</dd></div>
                {(drop.review_hours > 0).then(|| view! { <div><dt>"Sealed after a review"</dt><dd><When at=drop.freezes_at()/></dd></div> })}
                <div><dt>"Minutes to pay"</dt><dd class="num">{drop.payment_window_minutes}</dd></div>
                {(drop.max_weight > 1).then(|| view! { <div><dt>"Tickets"</dt><dd>{format!("more after losses, {} at most", drop.max_weight)}</dd></div> })}
                {drop.line_per_minute.map(|n| view! { <div><dt>"Waiting line"</dt><dd class="num">{format!("{n} a minute")}</dd></div> })}
            </dl>
        </section>
    }
}

/// What can be done now; what cannot be undone asks first.
fn steps(drop: &Drop, act: Actions) -> AnyView {
    let id = drop.id;
    let is_flash = drop.mode == DropMode::FlashSale;
    let mut steps = Vec::new();
    match drop.state {
        DropState::Draft => {
            steps.push(view! { <a class="button" href=format!("/admin/drops/{id}/edit")>"Edit"</a> }.into_any());
            steps.push(confirmed(
                act,
                id,
                "schedule",
                "Schedule",
                "primary",
                "Announce this drop? Its units are set aside, and its terms and prices are fixed from then on.",
            ));
            steps.push(discard(act, id));
        }
        DropState::Scheduled => {
            steps.push(confirmed(
                act,
                id,
                "open",
                "Open now",
                "primary",
                "Open it now instead of at its time? This cannot be undone.",
            ));
        }
        DropState::Open if is_flash => {
            steps.push(plain(act, id, "pause", "Pause"));
            steps.push(confirmed(
                act,
                id,
                "close",
                "Close early",
                "danger",
                "Close it before its time? It does not open again; what is held can still be paid.",
            ));
        }
        DropState::Paused => {
            steps.push(plain(act, id, "resume", "Go on"));
            steps.push(confirmed(
                act,
                id,
                "close",
                "Close early",
                "danger",
                "Close it before its time? It does not open again; what is held can still be paid.",
            ));
        }
        _ => {}
    }
    if drop.state.may_become(drop.mode, DropState::Cancelled) {
        steps.push(call_off(act, id));
    }
    // Its rules will name this draw: nobody starts again in silence.
    if !is_flash && matches!(drop.state, DropState::Cancelled | DropState::Void) {
        let again = format!("/admin/drops/new?product={}", drop.product);
        steps.push(view! { <a class="button" href=again>"Make a repeat"</a> }.into_any());
    }
    if steps.is_empty() {
        return view! { <p class="muted">"Nothing is left to do here: the clock and the jobs do the rest."</p> }
            .into_any();
    }
    let note = (!is_flash && drop.state == DropState::Open)
        .then(|| view! { <p class="muted small">"An open draw is neither paused nor closed early: that is what its entrants were promised."</p> });
    view! { {note} <div class="stack">{steps}</div> }.into_any()
}

fn hidden(id: DropId, step: &'static str) -> impl IntoView {
    view! { <input type="hidden" name="id" value=id.to_string()/><input type="hidden" name="step" value=step/> }
}

fn plain(act: Actions, id: DropId, step: &'static str, label: &'static str) -> AnyView {
    view! { <CommandForm command=act.run>{hidden(id, step)}<Submit label=label kind="" pending=act.run.pending()/></CommandForm> }.into_any()
}

fn confirmed(
    act: Actions,
    id: DropId,
    step: &'static str,
    label: &'static str,
    kind: &'static str,
    question: &'static str,
) -> AnyView {
    view! {
        <Confirm label=label question=question kind=kind>
            <CommandForm command=act.run>{hidden(id, step)}<Submit label=label kind=kind pending=act.run.pending()/></CommandForm>
        </Confirm>
    }
    .into_any()
}

fn discard(act: Actions, id: DropId) -> AnyView {
    view! {
        <Confirm label="Throw the draft away" question="Throw this draft away? Nobody but staff has seen it.">
            <CommandForm command=act.discard>
                <input type="hidden" name="id" value=id.to_string()/>
                <Submit label="Throw it away" kind="danger" pending=act.discard.pending()/>
            </CommandForm>
        </Confirm>
    }
    .into_any()
}

fn call_off(act: Actions, id: DropId) -> AnyView {
    let refused = refused(act.cancel);
    view! {
        <ErrorSummary errors=summary(refused)/>
        <Confirm label="Call off in public" question="Call this drop off? Orders that are not sent are cancelled and their money returned; everybody who took part reads the reason. This cannot be undone.">
            <CommandForm command=act.cancel class="form">
                <input type="hidden" name="id" value=id.to_string()/>
                <Field name="reason" label="Reason, in public" required=true maxlength=300 error=beside(refused, "reason")/>
                <Submit label="Call it off" kind="danger" pending=act.cancel.pending()/>
            </CommandForm>
        </Confirm>
    }
    .into_any()
}
