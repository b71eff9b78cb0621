use leptos::prelude::*;
use leptos_meta::Title;
use shop::accounts::Address;

use super::server_fns::{FindAddresses, PreferAddress, RemoveAddress};
use crate::ask::ask_again;
use crate::command::{Command, CommandForm, refused, successes, summary};
use crate::load::{Done, loaded};
use crate::ui::{Badge, Confirm, Empty, ErrorSummary, Glyph, Submit, Tone};

/// The address book.
#[component]
pub fn AddressesPage() -> impl IntoView {
    let (remove, prefer) = (Command::of::<RemoveAddress>(), Command::of::<PreferAddress>());
    let (removals, preferences) = (successes(remove), successes(prefer));
    let found = ask_again(move || removals.get() + preferences.get(), || FindAddresses {});
    view! {
        <Title text="Addresses"/>
        <header class="page-head">
            <h1 class="title">"Addresses"</h1>
            <p class="lead">"The default goes with your next order."</p>
        </header>
        <Done words=words/>
        <ErrorSummary errors=summary(refused(remove))/>
        <ErrorSummary errors=summary(refused(prefer))/>
        {loaded(found, move |found| view! { <Book addresses=found remove=remove prefer=prefer/> }.into_any())}
    }
    .into_any()
}

fn words(code: &str) -> Option<&'static str> {
    Some(match code {
        "added" => "The address is saved.",
        "changed" => "The address is changed. Orders that are on their way keep the old one.",
        "removed" => "The address is removed.",
        "preferred" => "This is your default address now.",
        _ => return None,
    })
}

#[component]
fn Book(addresses: Vec<Address>, remove: Command, prefer: Command) -> impl IntoView {
    if addresses.is_empty() {
        return view! {
            <Empty title="No address yet" icon=Glyph::Box>
                <p>"Save one now, and when a drop opens you only have to press once. "<a class="link" href="/account/addresses/new">"Add an address"</a></p>
            </Empty>
        }
        .into_any();
    }
    let card = move |address: Address| {
        let id = address.id.to_string();
        let lines = address.lines().into_iter().map(|line| view! { <span>{line}</span><br/> }).collect_view();
        let preferred = id.clone();
        let prefer_form = (!address.is_default).then(|| {
            view! {
                <CommandForm command=prefer>
                    <input type="hidden" name="id" value=preferred/>
                    <Submit label="Make it the default" kind="" size="small" pending=prefer.pending()/>
                </CommandForm>
            }
        });
        view! {
            <li class="ticket">
                <div class="row" data-align="between">
                    <address>{lines}</address>
                    {address.is_default.then(|| view! { <Badge label="Default" tone=Tone::Good/> })}
                </div>
                <div class="ticket-actions">
                    <a class="button" data-size="small" href=format!("/account/addresses/{id}")>"Change"</a>
                    {prefer_form}
                    <Confirm label="Remove" kind="quiet" question="The address goes from your book. Orders keep theirs.">
                        <CommandForm command=remove>
                            <input type="hidden" name="id" value=id.clone()/>
                            <Submit label="Remove it" kind="danger" size="small" pending=remove.pending()/>
                        </CommandForm>
                    </Confirm>
                </div>
            </li>
        }
    };
    view! {
        <ul class="tickets">{addresses.into_iter().map(card).collect_view()}</ul>
        <p><a class="button" href="/account/addresses/new">"Add an address"</a></p>
    }
    .into_any()
}
