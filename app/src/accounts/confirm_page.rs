use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::server_fns::{Confirm, ConfirmEmail};
use crate::command::{Command, CommandForm, refused, summary};
use crate::ui::{ErrorSummary, Submit};

fn token() -> String {
    use_query_map().with_untracked(|query| query.get("token").unwrap_or_default())
}

/// Where the link of the welcome mail leads. One press more, because programs that look through mails open links.
#[component]
pub fn ConfirmPage() -> impl IntoView {
    let action = Command::of::<Confirm>();
    view! {
        <Title text="Confirm your address"/>
        <article class="auth page" data-width="narrow">
            <h1 class="title">"Confirm your address"</h1>
            <p class="lead">"One press, and your account is ready."</p>
            <ErrorSummary errors=summary(refused(action))/>
            <CommandForm command=action class="form">
                <input type="hidden" name="token" value=token()/>
                <div class="form-actions"><Submit label="Confirm" pending=action.pending() wide=true/></div>
            </CommandForm>
            <p class="auth-more">"The link is too old? "<a class="link" href="/sign-in">"Sign in"</a>", and we send you a new one."</p>
        </article>
    }
    .into_any()
}

/// Where the link to a new address leads.
#[component]
pub fn ConfirmEmailPage() -> impl IntoView {
    let action = Command::of::<ConfirmEmail>();
    view! {
        <Title text="Use this address"/>
        <article class="auth page" data-width="narrow">
            <h1 class="title">"Use this address"</h1>
            <p class="lead">"From then on we write to it, and you sign in with it."</p>
            <ErrorSummary errors=summary(refused(action))/>
            <CommandForm command=action class="form">
                <input type="hidden" name="token" value=token()/>
                <div class="form-actions"><Submit label="Use it" pending=action.pending() wide=true/></div>
            </CommandForm>
            <p class="auth-more">"The link is too old? Ask for a new one in "<a class="link" href="/account/profile">"your profile"</a>"."</p>
        </article>
    }
    .into_any()
}
