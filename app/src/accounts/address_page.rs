use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use shop::accounts::{Address, AddressForm, countries};

use super::server_fns::{AddAddress, ChangeAddress, FindAccount, FindAddress};
use crate::ask::{ask, ask_named};
use crate::command::{Command, CommandForm, beside, refused, summary};
use crate::error::Told;
use crate::load::loaded;
use crate::ui::{ErrorSummary, Field, Select, Submit};

/// Adding an address; leads on to `next`, if there is one.
#[component]
pub fn NewAddressPage() -> impl IntoView {
    let action = Command::of::<AddAddress>();
    // Asked first, so that a stranger signs in before filling in a form and not after.
    let account = ask(|| FindAccount {});
    loaded(account, move |_| view! { <Adder action=action/> }.into_any()).into_any()
}

#[component]
fn Adder(action: Command) -> impl IntoView {
    let refused = refused(action);
    let next = use_query_map().with_untracked(|query| query.get("next").unwrap_or_default());
    view! {
        <Title text="Add an address"/>
        <header class="page-head"><h1 class="title">"Add an address"</h1></header>
        <ErrorSummary errors=summary(refused)/>
        <CommandForm command=action class="form">
            <input type="hidden" name="next" value=next/>
            <Fields form=AddressForm::default() refused=refused/>
            <div class="form-actions"><Submit label="Save the address" pending=action.pending()/><a class="button" data-kind="quiet" href="/account/addresses">"Back"</a></div>
        </CommandForm>
    }
}

/// Changing an address.
#[component]
pub fn AddressPage() -> impl IntoView {
    let action = Command::of::<ChangeAddress>();
    let found = ask_named(|| "", |id| FindAddress { id });
    loaded(found, move |address| view! { <Editor address=address action=action/> }.into_any()).into_any()
}

#[component]
fn Editor(address: Address, action: Command) -> impl IntoView {
    let refused = refused(action);
    view! {
        <Title text="Change the address"/>
        <header class="page-head"><h1 class="title">"Change the address"</h1></header>
        <ErrorSummary errors=summary(refused)/>
        <CommandForm command=action class="form">
            <input type="hidden" name="id" value=address.id.to_string()/>
            <Fields form=address.form() refused=refused/>
            <div class="form-actions"><Submit label="Save the address" pending=action.pending()/><a class="button" data-kind="quiet" href="/account/addresses">"Back"</a></div>
        </CommandForm>
    }
}

#[component]
fn Fields(form: AddressForm, refused: Signal<Option<Told>>) -> impl IntoView {
    let error = move |field: &'static str| beside(refused, field);
    let none = (String::new(), "Please choose".to_owned());
    let countries = std::iter::once(none)
        .chain(countries::all().map(|(code, name)| (code.to_owned(), name.to_owned())))
        .collect::<Vec<_>>();
    view! {
        <Field name="form[name]" id="name" label="Name" value=form.name autocomplete="name" required=true maxlength=120 error=error("name")/>
        <Field name="form[line1]" id="line1" label="Street and number" value=form.line1 autocomplete="address-line1" required=true maxlength=200 error=error("line1")/>
        <Field name="form[line2]" id="line2" label="Floor, company (if any)" value=form.line2 autocomplete="address-line2" maxlength=200 error=error("line2")/>
        <div class="form-row">
            <Field name="form[postal_code]" id="postal_code" label="Postal code" value=form.postal_code autocomplete="postal-code" maxlength=20 error=error("postal_code")/>
            <Field name="form[city]" id="city" label="Town" value=form.city autocomplete="address-level2" required=true maxlength=120 error=error("city")/>
        </div>
        <Field name="form[region]" id="region" label="State or province (if any)" value=form.region autocomplete="address-level1" maxlength=120 error=error("region")/>
        <Select name="form[country]" id="country" label="Country" options=countries value=form.country required=true error=error("country")/>
        <Field name="form[phone]" id="phone" label="Phone for the carrier (if you like)" kind="tel" value=form.phone autocomplete="tel" inputmode="tel" maxlength=40 error=error("phone")/>
    }
}
