use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use shop::draws::ReceiptCheck;
use shop::entries::{Disqualification, OwnEntry, Receipt, Standing};
use shop::{At, EntryId};

use super::card::{WinnersAction, explained, in_words};
use super::panel::{Withdraw, minutes, tickets};
use super::server_fns::{AppealEntry, GetReceipt, WithdrawEntry};
use crate::ask::ask_named;
use crate::command::{Command, CommandForm, beside, refused, successes, summary};
use crate::draws::CheckOwnEntry;
use crate::load::loaded;
use crate::ui::{Badge, ErrorSummary, MoneyText, Notice, Submit, TextArea, Tone, When};

/// `/entries/{id}`: what an entrant keeps as proof of an entry, and how it stands.
#[component]
pub fn ReceiptPage() -> impl IntoView {
    let query = use_query_map();
    let kept = move || query.read().get("kept").unwrap_or_default();
    let (withdraw, appeal) = (Command::of::<WithdrawEntry>(), Command::of::<AppealEntry>());
    let (withdrawn, appealed) = (successes(withdraw), successes(appeal));
    let receipt = ask_named(move || withdrawn.get() + appealed.get(), move |id| GetReceipt { id, kept: kept() });
    loaded(receipt, move |(receipt, check)| {
        let kept = query.with_untracked(|query| query.get("kept").unwrap_or_default());
        page(receipt, &check, kept, withdraw, appeal)
    })
    .into_any()
}

fn page(receipt: Receipt, check: &ReceiptCheck, kept: String, withdraw: Command, appeal: Command) -> AnyView {
    let entry = receipt.entry.entry.clone();
    let state = receipt.entry.drop_state;
    let (words, tone) = in_words(&entry, state);
    let take_back =
        receipt.may_withdraw.then(|| view! { <Withdraw entry=entry.clone() withdraw again=receipt.may_enter_again/> });
    let draw = format!("/draws/{}", receipt.entry.draw_id);
    let proof = receipt.position.map(|_| {
        let href = format!("{draw}/entries/{}/proof.json", entry.id);
        view! { <a class="link" rel="external" href=href>"Proof that it is in the sealed list"</a> }
    });
    let itself = receipt.position.map(|_| view! { <CheckOwnEntry draw=receipt.entry.draw_id entry=entry.id/> });
    view! {
        <Title text=format!("Receipt: {}", receipt.entry.title)/>
        <article class="receipt page" data-width="narrow">
            <header class="receipt-head">
                <p class="overline">"Entry receipt"</p>
                <h1 class="title">{receipt.entry.title.clone()}</h1>
                <p><Badge label=words tone=tone/></p>
                <p>{explained(&entry, state)}</p>
                <WinnersAction entry=entry.clone() now=receipt.now/>
            </header>
            {receipt.disqualification.clone().map(|out| decision(out, entry.id, receipt.may_appeal, receipt.freezes_at, appeal))}
            {facts(&receipt, &entry)}
            {take_back}
            {checked(check, kept)}
            {itself}
            <footer class="receipt-foot">
                <a class="button" rel="external" download="receipt.json" href=format!("/entries/{}/receipt.json", entry.id)>"Download the signed receipt"</a>
                <a class="button" href=format!("/drops/{}", receipt.entry.drop_slug)>"The drop"</a>
                <a class="button" href=draw>"The draw and its proof"</a>
                <a class="button" href="/account/entries">"All my entries"</a>
                {proof}
            </footer>
        </article>
    }
    .into_any()
}

fn facts(receipt: &Receipt, entry: &OwnEntry) -> impl IntoView + use<> {
    let chance = (entry.standing() == Standing::In).then(|| {
        view! { <div><dt>"Odds if it closed now"</dt><dd class="num">{receipt.odds.clone()}</dd></div> }
    });
    let place =
        receipt.position.map(|at| view! { <div><dt>"Place in the sealed list"</dt><dd class="num">{at}</dd></div> });
    let result = entry
        .rank
        .map(|rank| view! { <div><dt>"Rank"</dt><dd class="num">{format!("{rank} of {}", entry.entries)}</dd></div> });
    let ticket =
        entry.ticket.clone().map(|ticket| view! { <div><dt>"Ticket"</dt><dd class="hash">{ticket}</dd></div> });
    view! {
        <dl class="facts">
            <div><dt>"Size"</dt><dd>{entry.pool.clone()}</dd></div>
            {tickets(entry)}
            <div><dt>"Price if you win"</dt><dd><MoneyText money=receipt.price/></dd></div>
            <div><dt>"Time to pay"</dt><dd>{minutes(receipt.payment_window_minutes)}</dd></div>
            <div><dt>"Entered"</dt><dd><When at=entry.entered_at/></dd></div>
            <div><dt>"Draw closes"</dt><dd><When at=receipt.entry.closes_at/></dd></div>
            {chance}
            {place}
            {result}
            {ticket}
            <div><dt>"Entry"</dt><dd class="hash">{entry.id.to_string()}</dd></div>
            <div><dt>"Leaf in the list"</dt><dd class="hash">{receipt.leaf.clone()}</dd></div>
            <div><dt>"Draw"</dt><dd class="hash">{receipt.entry.draw_id.to_string()}</dd></div>
            <div><dt>"Commitment"</dt><dd class="hash">{receipt.commitment.clone()}</dd></div>
        </dl>
    }
}

/// Why it was taken out, what was said to that, and the form to say it.
fn decision(out: Disqualification, id: EntryId, may_appeal: bool, until: At, appeal: Command) -> AnyView {
    let told = refused(appeal);
    let answered = out.answer.map(|answer| {
        let (tone, title) =
            if answer.upheld { (Tone::Warn, "We stay with it") } else { (Tone::Good, "We have put your entry back") };
        view! { <Notice tone title>{answer.words}</Notice> }
    });
    let said = out.appeal.map(|(words, at)| view! { <p>"You appealed on "<When at/>": "{words}</p> });
    let form = may_appeal.then(|| {
        view! {
            <ErrorSummary errors=summary(told)/>
            <CommandForm command=appeal class="form">
                <input type="hidden" name="entry_id" value=id.to_string()/>
                <TextArea name="appeal" label="Your appeal" hint=format!("Until {until}, when the list is sealed. One appeal; we answer by mail and here.") maxlength=1000 error=beside(told, "appeal")/>
                <Submit label="Appeal" pending=appeal.pending()/>
            </CommandForm>
        }
    });
    view! {
        <section class="section">
            <h2 class="heading">"Why it was taken out"</h2>
            <p><When at=out.at/>": "{out.explanation}</p>
            {said}
            {answered}
            {form}
        </section>
    }
    .into_any()
}

/// What came of checking the receipt on the server, and the form to check one that was kept.
fn checked(check: &ReceiptCheck, kept: String) -> AnyView {
    let given = !kept.is_empty();
    let of = if given { "The receipt that you kept" } else { "The receipt" };
    let (tone, says) = if check.accepted { (Tone::Good, "holds") } else { (Tone::Bad, "does not hold") };
    let lines = check.lines.iter().map(|line| view! { <li>{line.clone()}</li> }).collect_view();
    view! {
        <details class="fold" open=given>
            <summary>"Check the receipt"</summary>
            <Notice tone title=format!("{of} {says}")><ul>{lines}</ul></Notice>
            <form class="form" method="get">
                <TextArea name="kept" label="A receipt that you kept" value=kept hint="From our mail, or from the file. This page checks it on the server; fairdrop verify-receipt does the same without us." maxlength=2000/>
                <button class="button" data-size="small" type="submit">"Check it"</button>
            </form>
        </details>
    }
    .into_any()
}
