use leptos::prelude::*;
use shop::accounts::{Address, countries};

use crate::command::beside;
use crate::error::Told;
use crate::ui::{Chip, Choice, Field, Select};

type Refusal = Signal<Option<Told>>;

/// The card. Field by field what a browser's card filler knows.
#[component]
pub fn CardFields(
    /// What the last try was answered.
    refusal: Refusal,
) -> impl IntoView {
    view! {
        <fieldset class="form-group">
            <legend>"Card"</legend>
            <Field name="form[card_number]" id="card_number" label="Card number" inputmode="numeric" autocomplete="cc-number" required=true maxlength=24 error=beside(refusal, "card_number")/>
            <div class="form-row">
                <Field name="form[card_expiry]" id="card_expiry" label="Good until" placeholder="MM/YY" inputmode="numeric" autocomplete="cc-exp" required=true maxlength=9 error=beside(refusal, "card_expiry")/>
                <Field name="form[card_cvc]" id="card_cvc" label="Security code" hint="Three or four digits" inputmode="numeric" autocomplete="cc-csc" required=true maxlength=4 error=beside(refusal, "card_cvc")/>
            </div>
        </fieldset>
    }
}

/// Where it goes: a saved address, or a new one.
#[component]
pub fn AddressFields(
    /// Saved ones, the default first.
    addresses: Vec<Address>,
    /// The shopper's name.
    name: String,
    /// What the last try was answered.
    refusal: Refusal,
) -> impl IntoView {
    let first = addresses.first().map_or_else(|| "new".to_owned(), |address| address.id.to_string());
    let chosen = RwSignal::new(first.clone());
    let mut chips: Vec<_> = addresses
        .iter()
        .map(|address| {
            Chip::new(address.id.to_string(), address.name.clone())
                .note(address.lines().get(1..).unwrap_or_default().join(", "))
        })
        .collect();
    chips.push(Chip::new("new", "A new address"));
    let choose = Callback::new(move |value: String| chosen.set(value));
    // Open where there is nothing saved, and once it is chosen; without JavaScript a press opens it.
    let open = move || chosen.with(|chosen| chosen == "new");
    let fields = new_address(name, refusal);
    let choice = if addresses.is_empty() {
        view! { <input type="hidden" name="form[address]" value="new"/> }.into_any()
    } else {
        view! { <div id="address"><Choice name="form[address]" legend="Goes to" options=chips value=first error=beside(refusal, "address") on_change=choose/></div> }.into_any()
    };
    let new = if addresses.is_empty() {
        view! { <fieldset class="form-group"><legend>"Goes to"</legend>{fields}</fieldset> }.into_any()
    } else {
        view! { <details class="fold" open=open><summary>"A new address"</summary><div class="form">{fields}</div></details> }.into_any()
    };
    view! { {choice} {new} }
}

fn new_address(name: String, refusal: Refusal) -> impl IntoView {
    let mut options = vec![(String::new(), "Choose".to_owned())];
    options.extend(countries::all().map(|(code, name)| (code.to_owned(), name.to_owned())));
    view! {
        <Field name="form[to][name]" id="name" label="Name" value=name autocomplete="shipping name" maxlength=120 error=beside(refusal, "name")/>
        <Field name="form[to][line1]" id="line1" label="Street and number" autocomplete="shipping address-line1" maxlength=200 error=beside(refusal, "line1")/>
        <Field name="form[to][line2]" id="line2" label="Floor, company (optional)" autocomplete="shipping address-line2" maxlength=200 error=beside(refusal, "line2")/>
        <div class="form-row">
            <Field name="form[to][postal_code]" id="postal_code" label="Postal code" autocomplete="shipping postal-code" maxlength=20 error=beside(refusal, "postal_code")/>
            <Field name="form[to][city]" id="city" label="Town" autocomplete="shipping address-level2" maxlength=120 error=beside(refusal, "city")/>
        </div>
        <Field name="form[to][region]" id="region" label="State or province (optional)" autocomplete="shipping address-level1" maxlength=120 error=beside(refusal, "region")/>
        <Select name="form[to][country]" id="country" label="Country" options=options error=beside(refusal, "country")/>
        <Field name="form[to][phone]" id="phone" label="Phone, for the carrier (optional)" kind="tel" autocomplete="shipping tel" maxlength=40 error=beside(refusal, "phone")/>
    }
}
