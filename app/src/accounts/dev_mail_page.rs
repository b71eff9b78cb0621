use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use shop::notifications::{EmailPage, EmailView};
use shop::{Bar, EmailId};

use super::server_fns::{find_dev_mail, find_dev_mails};
use crate::error::PageError;
use crate::load::loaded;
use crate::ui::{Empty, Glyph, Pager, Table, When};

/// All mails that the shop wrote, for those who develop it. Not found in production.
#[component]
pub fn DevMailsPage() -> impl IntoView {
    let query = use_query_map();
    let found = Resource::new(move || query.read().get("before").and_then(|id| id.parse().ok()), find_dev_mails);
    loaded(found, |page| view! { <Mails page=page/> }.into_any()).into_any()
}

#[component]
fn Mails(page: EmailPage) -> impl IntoView {
    let empty = page.emails.is_empty();
    let row = |mail: shop::notifications::EmailLine| {
        view! {
            <tr>
                <td><a class="cell-main" href=format!("/dev/mail/{}", mail.id)>{mail.subject}</a></td>
                <td>{mail.recipient}</td>
                <td class="mono">{mail.template}</td>
                <td><When at=mail.created_at/></td>
            </tr>
        }
    };
    let next = page.older.map(|id| format!("/dev/mail?before={id}"));
    let rows = page.emails.into_iter().map(row).collect_view();
    let body = if empty {
        view! { <Empty title="No mail yet" icon=Glyph::Mail><p>"Register an account, and its welcome appears here."</p></Empty> }.into_any()
    } else {
        view! {
            <Table caption="Mails">
                <thead><tr><th scope="col">"Subject"</th><th scope="col">"To"</th><th scope="col">"Kind"</th><th scope="col">"Written"</th></tr></thead>
                <tbody>{rows}</tbody>
            </Table>
            <Pager next=next/>
        }
        .into_any()
    };
    view! {
        <Title text="Mail"/>
        <div class="page">
            <header class="page-head"><h1 class="title">"Mail"</h1><p class="lead">"What the shop wrote, newest first. This page exists in development alone."</p></header>
            {body}
        </div>
    }
}

/// One mail as its recipient gets it. Not found in production.
#[component]
pub fn DevMailPage() -> impl IntoView {
    let params = use_params_map();
    let found = Resource::new(
        move || params.read().get("id").and_then(|id| id.parse().ok()),
        |id: Option<EmailId>| async move {
            match id {
                Some(id) => find_dev_mail(id).await,
                None => Err(PageError::Barred(Bar::NotFound)),
            }
        },
    );
    loaded(found, |mail| view! { <Mail mail=mail/> }.into_any()).into_any()
}

#[component]
fn Mail(mail: EmailView) -> impl IntoView {
    let line = mail.line;
    view! {
        <Title text=line.subject.clone()/>
        <article class="page" data-width="text">
            <header class="page-head">
                <p class="overline"><a href="/dev/mail">"Mail"</a></p>
                <h1 class="title">{line.subject}</h1>
                <p class="muted">"To "{line.recipient}", "<When at=line.created_at/></p>
            </header>
            <div class="prose mail-text">{linked(&mail.plain)}</div>
            <p><a class="link" href=format!("/dev/mail/{}/html", line.id) rel="external">"As HTML"</a></p>
        </article>
    }
}

/// The text with its links to be pressed.
fn linked(text: &str) -> Vec<AnyView> {
    let line = |line: &str| {
        if line.starts_with("http://") || line.starts_with("https://") {
            view! { <a class="link" href=line.to_owned() rel="external">{line.to_owned()}</a><br/> }.into_any()
        } else {
            view! { {line.to_owned()}<br/> }.into_any()
        }
    };
    text.lines().map(line).collect()
}
