use leptos::prelude::*;
use leptos_meta::Title;
use shop::accounts::Account;

use super::server_fns::{ChangeEmail, ChangePassword, FindAccount, Rename};
use crate::ask::ask_again;
use crate::command::{Command, CommandForm, beside, refused, successes, summary, summary_with_ids};
use crate::load::{Done, loaded};
use crate::ui::{ErrorSummary, Field, Submit};

/// Name, address and password.
#[component]
pub fn ProfilePage() -> impl IntoView {
    let rename = Command::of::<Rename>();
    let renames = successes(rename);
    let account = ask_again(move || renames.get(), || FindAccount {});
    loaded(account, move |account| view! { <Profile account=account rename=rename/> }.into_any()).into_any()
}

fn words(code: &str) -> Option<&'static str> {
    Some(match code {
        "renamed" => "Your name is changed.",
        "password" => "Your password is changed, and all other browsers were signed out.",
        "email" => "We have sent a link to the new address. Press it there, and the address changes.",
        _ => return None,
    })
}

#[component]
fn Profile(account: Account, rename: Command) -> impl IntoView {
    let renamed = refused(rename);
    view! {
        <Title text="Profile"/>
        <header class="page-head"><h1 class="title">"Profile"</h1></header>
        <Done words=words/>
        <section class="stack" aria-labelledby="name-head">
            <h2 class="heading" id="name-head">"Name"</h2>
            <ErrorSummary errors=summary(renamed)/>
            <CommandForm command=rename class="form">
                <Field name="name" label="Your name" value=account.name autocomplete="name" required=true maxlength=120 error=beside(renamed, "name")/>
                <div class="form-actions"><Submit label="Save the name" pending=rename.pending() kind=""/></div>
            </CommandForm>
        </section>
        <EmailForm email=account.email.clone()/>
        <PasswordForm email=account.email/>
    }
}

#[component]
fn EmailForm(email: String) -> impl IntoView {
    let action = Command::of::<ChangeEmail>();
    let refused = refused(action);
    view! {
        <section class="stack" aria-labelledby="email-head">
            <h2 class="heading" id="email-head">"Email address"</h2>
            <p class="muted">"We write to "<strong>{email}</strong>". A new address has to be confirmed first."</p>
            <ErrorSummary errors=summary_with_ids(refused, "email")/>
            <CommandForm command=action class="form">
                <Field name="email" id="email-email" label="New address" kind="email" autocomplete="email" required=true maxlength=254 error=beside(refused, "email")/>
                <Field name="password" id="email-password" label="Your password" kind="password" autocomplete="current-password" required=true error=beside(refused, "password")/>
                <div class="form-actions"><Submit label="Send the link" pending=action.pending() kind=""/></div>
            </CommandForm>
        </section>
    }
}

#[component]
fn PasswordForm(email: String) -> impl IntoView {
    let action = Command::of::<ChangePassword>();
    let refused = refused(action);
    view! {
        <section class="stack" aria-labelledby="password-head">
            <h2 class="heading" id="password-head">"Password"</h2>
            <p class="muted">"A new password signs out all other browsers."</p>
            <ErrorSummary errors=summary_with_ids(refused, "password")/>
            <CommandForm command=action class="form">
                // So that a password manager knows whose it is.
                <input type="text" autocomplete="username" value=email hidden/>
                <Field name="password" id="password-password" label="Current password" kind="password" autocomplete="current-password" required=true error=beside(refused, "password")/>
                <Field name="new_password" id="password-new_password" label="New password" kind="password" autocomplete="new-password" required=true minlength=10 maxlength=128
                    hint="At least 10 characters." error=beside(refused, "new_password")/>
                <div class="form-actions"><Submit label="Change the password" pending=action.pending() kind=""/></div>
            </CommandForm>
        </section>
    }
}
