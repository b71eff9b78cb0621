use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::server_fns::{AskReset, ResetPassword};
use crate::command::{Command, CommandForm, beside, refused, summary};
use crate::ui::{ErrorSummary, Field, Submit};

/// Asking for a link to set a new password.
#[component]
pub fn ForgotPage() -> impl IntoView {
    let action = Command::of::<AskReset>();
    let refused = refused(action);
    view! {
        <Title text="Set a new password"/>
        <article class="auth page" data-width="narrow">
            <h1 class="title">"Forgot your password?"</h1>
            <p class="lead">"We send you a link with which you set a new one."</p>
            <ErrorSummary errors=summary(refused)/>
            <CommandForm command=action class="form">
                <Field name="email" label="Email address" kind="email" autocomplete="username" required=true maxlength=254 error=beside(refused, "email")/>
                <div class="form-actions"><Submit label="Send me the link" pending=action.pending() wide=true/></div>
            </CommandForm>
            <p class="auth-more">"Remembered it? "<a class="link" href="/sign-in">"Sign in"</a></p>
        </article>
    }
    .into_any()
}

/// Says that a mail is on its way, if the address has an account.
#[component]
pub fn ForgotSentPage() -> impl IntoView {
    view! {
        <Title text="Look into your mail"/>
        <article class="auth page" data-width="narrow">
            <h1 class="title">"Look into your mail"</h1>
            <p class="lead">"If there is an account with this address, a link is on its way to it. It works for an hour."</p>
            <p class="muted">"Nothing there after a minute? Look among the unwanted mail, and check which address you registered with."</p>
            <p class="auth-more"><a class="link" href="/forgot">"Try another address"</a></p>
        </article>
    }
    .into_any()
}

/// Where the link leads: setting the new password.
#[component]
pub fn ResetPage() -> impl IntoView {
    let action = Command::of::<ResetPassword>();
    let refused = refused(action);
    let token = use_query_map().with_untracked(|query| query.get("token").unwrap_or_default());
    view! {
        <Title text="Set a new password"/>
        <article class="auth page" data-width="narrow">
            <h1 class="title">"Set a new password"</h1>
            <p class="lead">"All browsers in which you are signed in are signed out."</p>
            <ErrorSummary errors=summary(refused)/>
            <CommandForm command=action class="form">
                <input type="hidden" name="token" value=token/>
                <Field name="password" label="New password" kind="password" autocomplete="new-password" required=true minlength=10 maxlength=128
                    hint="At least 10 characters. Several words are easy to remember and hard to guess." error=beside(refused, "password")/>
                <div class="form-actions"><Submit label="Set the password" pending=action.pending() wide=true/></div>
            </CommandForm>
            <p class="auth-more">"The link is too old? "<a class="link" href="/forgot">"Ask for a new one"</a></p>
        </article>
    }
    .into_any()
}
