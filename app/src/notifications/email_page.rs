use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use shop::notifications::{EmailState, EmailView};
use shop::{Bar, EmailId};

use super::letter::{HtmlPart, PlainPart};
use super::server_fns::{ResendEmail, find_email};
use super::stage;
use crate::error::PageError;
use crate::load::{Done, loaded, refused, successes, summary};
use crate::shell::AdminHead;
use crate::ui::{Badge, Confirm, ErrorSummary, Submit, When};

/// One email as staff may see it: links that are keys are left out.
#[component]
pub fn EmailPage() -> impl IntoView {
    let params = use_params_map();
    let resend = ServerAction::<ResendEmail>::new();
    let resent = successes(resend);
    let asked = move || (params.read().get("id").and_then(|id| id.parse().ok()), resent.get());
    let found = Resource::new(asked, |(id, _): (Option<EmailId>, usize)| async move {
        match id {
            Some(id) => find_email(id).await,
            None => Err(PageError::Barred(Bar::NotFound)),
        }
    });
    loaded(found, move |email| view! { <Email email=email resend=resend/> }.into_any()).into_any()
}

fn words(code: &str) -> Option<&'static str> {
    (code == "resent").then_some("It waits to be sent again. Its state changes here in a moment.")
}

#[component]
fn Email(email: EmailView, resend: ServerAction<ResendEmail>) -> impl IntoView {
    let EmailView { line, account, plain, failure } = email;
    let trail = vec![("/admin/emails".to_owned(), "Emails".to_owned())];
    let (label, tone) = stage(line.state.stage());
    let sent = if let EmailState::Sent(at) = line.state { Some(at) } else { None };
    let recipient = match account {
        Some(account) => {
            view! { <a class="link" href=format!("/admin/customers/{account}")>{line.recipient}</a> }.into_any()
        }
        None => line.recipient.into_any(),
    };
    let again = failure.is_some().then(|| view! { <Resend id=line.id resend=resend/> });
    view! {
        <Title text=line.subject.clone()/>
        <AdminHead title=line.subject trail=trail/>
        <Done words=words/>
        <ErrorSummary errors=summary(refused(resend))/>
        <div class="detail">
            <div class="detail-main">
                <section class="panel"><h2 class="heading">"As HTML"</h2><HtmlPart src=format!("/admin/emails/{}/body", line.id)/></section>
                <section class="panel"><h2 class="heading">"As text"</h2><PlainPart text=plain/></section>
            </div>
            <aside class="detail-side">
                {again}
                <section class="panel">
                    <h2 class="heading">"The email"</h2>
                    <dl class="facts">
                        <div><dt>"State"</dt><dd><Badge label=label tone=tone/></dd></div>
                        <div><dt>"To"</dt><dd>{recipient}</dd></div>
                        <div><dt>"Kind"</dt><dd class="mono">{line.template}</dd></div>
                        <div><dt>"Written"</dt><dd><When at=line.created_at/></dd></div>
                        {sent.map(|at| view! { <div><dt>"Sent"</dt><dd><When at=at/></dd></div> })}
                        {failure.map(|failure| view! { <div><dt>"Why it failed"</dt><dd>{failure}</dd></div> })}
                    </dl>
                </section>
            </aside>
        </div>
    }
}

#[component]
fn Resend(id: EmailId, resend: ServerAction<ResendEmail>) -> impl IntoView {
    view! {
        <section class="panel">
            <h2 class="heading">"It did not arrive"</h2>
            <p class="muted">"The reason is below. If the address is wrong, sending again does not help: ask the person to change it."</p>
            <Confirm label="Send again" kind="" question="The email is sent once more, as it was written then.">
                <ActionForm action=resend attr:class="form">
                    <input type="hidden" name="id" value=id.to_string()/>
                    <div class="form-actions"><Submit label="Send this email again" pending=resend.pending()/></div>
                </ActionForm>
            </Confirm>
        </section>
    }
}
