use leptos::prelude::*;
use leptos_meta::Title;
use shop::EmailId;
use shop::notifications::{EmailState, EmailView};

use super::letter::{HtmlPart, PlainPart};
use super::server_fns::{FindEmail, ResendEmail};
use super::stage;
use crate::ask::ask_named;
use crate::command::{Command, CommandForm, refused, successes, summary};
use crate::load::{Done, loaded};
use crate::shell::AdminHead;
use crate::ui::{Badge, Confirm, ErrorSummary, Submit, When};

/// One email as staff may see it: links that are keys are left out.
#[component]
pub fn EmailPage() -> impl IntoView {
    let resend = Command::of::<ResendEmail>();
    let resent = successes(resend);
    let found = ask_named(move || resent.get(), |id| FindEmail { id });
    loaded(found, move |email| view! { <Email email=email resend=resend/> }.into_any()).into_any()
}

fn words(code: &str) -> Option<&'static str> {
    (code == "resent").then_some("It waits to be sent again. Its state changes here in a moment.")
}

#[component]
fn Email(email: EmailView, resend: Command) -> impl IntoView {
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
fn Resend(id: EmailId, resend: Command) -> impl IntoView {
    view! {
        <section class="panel">
            <h2 class="heading">"It did not arrive"</h2>
            <p class="muted">"The reason is below. If the address is wrong, sending again does not help: ask the person to change it."</p>
            <Confirm label="Send again" kind="" question="The email is sent once more, as it was written then.">
                <CommandForm command=resend class="form">
                    <input type="hidden" name="id" value=id.to_string()/>
                    <div class="form-actions"><Submit label="Send this email again" pending=resend.pending()/></div>
                </CommandForm>
            </Confirm>
        </section>
    }
}
