use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::use_query_map;
use shop::notifications::{DevMailPage as Found, EmailView};

use super::letter::PlainPart;
use super::server_fns::FindDevMails;
use super::stage;
use crate::ask::ask;
use crate::load::loaded;
use crate::ui::{Badge, Empty, Glyph, OlderPager, When};

/// The shop's outgoing mail, for whoever tries it out; there is no such page in production.
#[component]
pub fn DevMailsPage() -> impl IntoView {
    let query = use_query_map();
    let found = ask(move || FindDevMails { before: query.read().get("before").and_then(|id| id.parse().ok()) });
    view! {
        <Meta name="robots" content="noindex"/>
        {loaded(found, move |found| {
            let later = query.read_untracked().get("before").is_some();
            view! { <Mails found=found later=later/> }.into_any()
        })}
    }
    .into_any()
}

#[component]
fn Mails(found: Found, later: bool) -> impl IntoView {
    let newest = later.then(|| "/dev/mail".to_owned());
    let older = found.older.map(|before| format!("/dev/mail?before={before}"));
    let body = if found.mails.is_empty() {
        view! {
            <Empty title="No mail yet" icon=Glyph::Mail>
                <p>"Register or enter a draw, and what the shop writes to you appears here. "<a class="link" href="/register">"Register"</a></p>
            </Empty>
        }
        .into_any()
    } else {
        view! { <ul class="tickets">{found.mails.into_iter().map(mail).collect_view()}</ul> }.into_any()
    };
    view! {
        <Title text="Outgoing mail"/>
        <div class="page" data-width="text">
            <header class="page-head">
                <h1 class="title">"Outgoing mail"</h1>
                <p class="lead">"What the shop has written to anybody, so that you can try it without a mailbox. This page does not exist in production."</p>
            </header>
            {body}
            <OlderPager newest=newest older=older/>
        </div>
    }
}

fn mail(mail: EmailView) -> impl IntoView {
    let (label, tone) = stage(mail.line.state.stage());
    view! {
        <li class="ticket">
            <div class="ticket-head">
                <div>
                    <h2 class="heading"><a class="link" href=format!("/dev/mail/{}", mail.line.id)>{mail.line.subject}</a></h2>
                    <p class="muted small">"To "{mail.line.recipient}", "<When at=mail.line.created_at/></p>
                </div>
                <Badge label=label tone=tone/>
            </div>
            <PlainPart text=mail.plain linked=true/>
        </li>
    }
}
