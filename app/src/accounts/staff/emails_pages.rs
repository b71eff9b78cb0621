use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use leptos_router::params::ParamsMap;
use shop::notifications::{EmailLine, EmailPage as Found, EmailState, EmailView};
use shop::{Bar, EmailId};

use super::server_fns::{find_email, find_emails};
use crate::error::PageError;
use crate::load::loaded;
use crate::shell::AdminHead;
use crate::ui::{Badge, Empty, Glyph, Notice, Pager, Search, Table, Tone, When};

fn asked(query: &ParamsMap) -> (String, Option<EmailId>) {
    (query.get("q").unwrap_or_default(), query.get("before").and_then(|id| id.parse().ok()))
}

/// Mails that were written; recipient and page are in the address.
#[component]
pub fn EmailsPage() -> impl IntoView {
    let query = use_query_map();
    let found = Resource::new(move || asked(&query.read()), |(to, before)| find_emails(to, before));
    view! {
        <Title text="Emails"/>
        <AdminHead title="Emails"/>
        {loaded(found, move |page| {
            let (to, _) = asked(&query.read_untracked());
            view! { <Emails page=page to=to/> }.into_any()
        })}
    }
    .into_any()
}

#[component]
fn Emails(page: Found, to: String) -> impl IntoView {
    let next = page.older.map(|id| {
        let mut query = ParamsMap::new();
        query.insert("q", to.clone());
        query.insert("before", id.to_string());
        format!("/admin/emails{}", query.to_query_string())
    });
    let body = if page.emails.is_empty() {
        view! { <Empty title="No mail" icon=Glyph::Mail><p>"Mails appear here as soon as the shop writes one. "<a class="link" href="/admin/emails">"Show all"</a></p></Empty> }.into_any()
    } else {
        view! {
            <Table caption="Emails">
                <thead><tr><th scope="col">"Subject"</th><th scope="col">"To"</th><th scope="col">"Kind"</th><th scope="col">"State"</th><th scope="col">"Written"</th></tr></thead>
                <tbody>{page.emails.into_iter().map(row).collect_view()}</tbody>
            </Table>
            <Pager next=next/>
        }
        .into_any()
    };
    view! {
        <div class="toolbar"><Search compact=true action="/admin/emails" label="Search recipient" value=to/></div>
        {body}
    }
}

fn row(mail: EmailLine) -> impl IntoView {
    let (label, tone) = state(mail.state);
    view! {
        <tr>
            <td><a class="cell-main" href=format!("/admin/emails/{}", mail.id)>{mail.subject}</a></td>
            <td>{mail.recipient}</td>
            <td class="mono">{mail.template}</td>
            <td><Badge label=label tone=tone/></td>
            <td><When at=mail.created_at/></td>
        </tr>
    }
}

const fn state(state: EmailState) -> (&'static str, Tone) {
    match state {
        EmailState::Queued => ("Queued", Tone::Info),
        EmailState::Sent(_) => ("Sent", Tone::Good),
        EmailState::Failed => ("Refused", Tone::Bad),
    }
}

/// One mail, without links that are keys.
#[component]
pub fn EmailPage() -> impl IntoView {
    let params = use_params_map();
    let found = Resource::new(
        move || params.read().get("id").and_then(|id| id.parse().ok()),
        |id: Option<EmailId>| async move {
            match id {
                Some(id) => find_email(id).await,
                None => Err(PageError::Barred(Bar::NotFound)),
            }
        },
    );
    loaded(found, |mail| view! { <Email mail=mail/> }.into_any()).into_any()
}

#[component]
fn Email(mail: EmailView) -> impl IntoView {
    let line = mail.line;
    let (label, tone) = state(line.state);
    let sent = match line.state {
        EmailState::Sent(at) => Some(view! { <div><dt>"Sent"</dt><dd><When at=at/></dd></div> }),
        _ => None,
    };
    view! {
        <Title text=line.subject.clone()/>
        <AdminHead title=line.subject.clone() trail=vec![("/admin/emails".to_owned(), "Emails".to_owned())]/>
        {mail.failure.map(|why| view! { <Notice tone=Tone::Bad title="The mail server refused it"><p>{why}</p></Notice> })}
        <div class="detail">
            <div class="detail-main"><section class="panel"><pre class="log">{mail.plain}</pre></section></div>
            <aside class="detail-side">
                <section class="panel">
                    <dl class="facts">
                        <div><dt>"State"</dt><dd><Badge label=label tone=tone/></dd></div>
                        <div><dt>"To"</dt><dd>{line.recipient}</dd></div>
                        <div><dt>"Kind"</dt><dd class="mono">{line.template}</dd></div>
                        <div><dt>"Written"</dt><dd><When at=line.created_at/></dd></div>
                        {sent}
                    </dl>
                </section>
            </aside>
        </div>
    }
}
