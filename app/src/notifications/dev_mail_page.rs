use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use shop::notifications::EmailView;

use super::letter::{HtmlPart, PlainPart};
use super::server_fns::FindDevMail;
use crate::ask::ask_named;
use crate::load::loaded;
use crate::ui::{Breadcrumbs, When};

/// One mail as its recipient gets it; there is no such page in production.
#[component]
pub fn DevMailPage() -> impl IntoView {
    let found = ask_named(|| "", |id| FindDevMail { id });
    view! {
        <Meta name="robots" content="noindex"/>
        {loaded(found, |mail| view! { <Mail mail=mail/> }.into_any())}
    }
    .into_any()
}

#[component]
fn Mail(mail: EmailView) -> impl IntoView {
    let trail = vec![("/dev/mail".to_owned(), "Outgoing mail".to_owned())];
    let subject = mail.line.subject.clone();
    view! {
        <Title text=subject.clone()/>
        <article class="page" data-width="text">
            <Breadcrumbs trail=trail here=subject.clone()/>
            <header class="page-head">
                <h1 class="title">{subject}</h1>
                <p class="muted">"To "{mail.line.recipient}", "<When at=mail.line.created_at/></p>
            </header>
            <section class="section"><h2 class="heading">"As text"</h2><PlainPart text=mail.plain linked=true/></section>
            <section class="section"><h2 class="heading">"As HTML"</h2><HtmlPart src=format!("/dev/mail/{}/body", mail.line.id)/></section>
        </article>
    }
}
