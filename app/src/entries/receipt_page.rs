use leptos::prelude::*;
use leptos_meta::Title;
use shop::entries::{OwnEntry, Receipt, Standing};

use super::card::{WinnersAction, explained, in_words};
use super::panel::{Withdraw, minutes, tickets};
use super::server_fns::{GetReceipt, WithdrawEntry};
use crate::ask::ask_named;
use crate::command::{Command, successes};
use crate::draws::CheckOwnEntry;
use crate::load::loaded;
use crate::ui::{Badge, MoneyText, When};

/// `/entries/{id}`: what an entrant keeps as proof of an entry, and how it stands.
#[component]
pub fn ReceiptPage() -> impl IntoView {
    let withdraw = Command::of::<WithdrawEntry>();
    let withdrawn = successes(withdraw);
    let receipt = ask_named(move || withdrawn.get(), |id| GetReceipt { id });
    loaded(receipt, move |receipt| page(receipt, withdraw)).into_any()
}

fn page(receipt: Receipt, withdraw: Command) -> AnyView {
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
    let check = receipt.position.map(|_| view! { <CheckOwnEntry draw=receipt.entry.draw_id entry=entry.id/> });
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
            {facts(&receipt, &entry)}
            {take_back}
            {check}
            <footer class="receipt-foot">
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
