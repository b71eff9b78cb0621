use leptos::prelude::*;
use leptos_meta::Title;

use super::server_fns::Register;
use crate::command::{Command, CommandForm, beside, refused, summary};
use crate::ui::{ErrorSummary, Field, Submit};

/// Making an account.
#[component]
pub fn RegisterPage() -> impl IntoView {
    let action = Command::of::<Register>();
    let refused = refused(action);
    view! {
        <Title text="Make an account"/>
        <article class="auth page" data-width="narrow">
            <h1 class="title">"Make an account"</h1>
            <p class="lead">"With an account you buy in one press, enter draws, and find your receipts again."</p>
            <ErrorSummary errors=summary(refused)/>
            <CommandForm command=action class="form">
                <Field name="name" label="Your name" autocomplete="name" required=true maxlength=120 error=beside(refused, "name")/>
                <Field name="email" label="Email address" kind="email" autocomplete="username" required=true maxlength=254
                    hint="We send you a link to confirm it." error=beside(refused, "email")/>
                <Field name="password" label="Password" kind="password" autocomplete="new-password" required=true minlength=10 maxlength=128
                    hint="At least 10 characters. Several words are easy to remember and hard to guess." error=beside(refused, "password")/>
                <div class="form-actions"><Submit label="Make my account" pending=action.pending() wide=true/></div>
            </CommandForm>
            <p class="auth-more">"You have one? "<a class="link" href="/sign-in">"Sign in"</a></p>
        </article>
    }
    .into_any()
}

/// Says that a mail is on its way, whether or not the address has an account.
#[component]
pub fn RegisterSentPage() -> impl IntoView {
    view! {
        <Title text="Look into your mail"/>
        <article class="auth page" data-width="narrow">
            <h1 class="title">"Look into your mail"</h1>
            <p class="lead">"We have sent you a link. Press it to confirm your address; then you can sign in."</p>
            <p class="muted">"Nothing there after a minute? Look among the unwanted mail, check the spelling of the address, and register once more."</p>
            <p class="auth-more"><a class="link" href="/sign-in">"To the sign-in"</a></p>
        </article>
    }
    .into_any()
}
