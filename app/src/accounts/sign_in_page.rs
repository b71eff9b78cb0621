use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::server_fns::SignIn;
use crate::command::{Command, CommandForm, refused, summary};
use crate::load::Done;
use crate::ui::{ErrorSummary, Field, Submit};

/// Signing in; leads on to `next`.
#[component]
pub fn SignInPage() -> impl IntoView {
    let action = Command::of::<SignIn>();
    let refused = refused(action);
    let next = use_query_map().with_untracked(|query| query.get("next").unwrap_or_default());
    view! {
        <Title text="Sign in"/>
        <article class="auth page" data-width="narrow">
            <h1 class="title">"Sign in"</h1>
            <Done words=words/>
            <ErrorSummary errors=summary(refused)/>
            <CommandForm command=action class="form">
                <input type="hidden" name="next" value=next/>
                <Field name="email" label="Email address" kind="email" autocomplete="username" required=true maxlength=254/>
                <Field name="password" label="Password" kind="password" autocomplete="current-password" required=true/>
                <div class="form-actions"><Submit label="Sign in" pending=action.pending() wide=true/></div>
            </CommandForm>
            <p class="auth-more"><a class="link" href="/forgot">"Forgot your password?"</a></p>
            <p class="auth-more">"New here? "<a class="link" href="/register">"Make an account"</a></p>
        </article>
    }
    .into_any()
}

fn words(code: &str) -> Option<&'static str> {
    Some(match code {
        "confirmed" => "Your address is confirmed. You can sign in now.",
        "reset" => "Your new password is set, and all other browsers were signed out. Please sign in with it.",
        "email" => "Your new address is set. From now on you sign in with it.",
        _ => return None,
    })
}
