use leptos::prelude::*;
use shop::ProductId;
use shop::catalogue::Variant;
use shop::drops::{Drop, DropCard, DropMode};

use crate::command::beside;
use crate::error::Told;
use crate::ui::{Checkbox, Chip, Choice, Field, MoneyText};

/// The fields of a drop. The product is chosen before: its sizes are what is pledged.
#[component]
pub(super) fn Terms(
    /// What is released.
    product: ProductId,
    /// Its sizes, with what is on the shelf.
    sizes: Vec<Variant>,
    /// The draft, when there is one.
    draft: Option<(Drop, DropCard)>,
    /// What the last try was answered.
    refused: Signal<Option<Told>>,
) -> impl IntoView {
    let of = |value: fn(&Drop) -> String, default: &str| {
        draft.as_ref().map_or_else(|| default.to_owned(), |(drop, _)| value(drop))
    };
    let mode = of(|drop| drop.mode.name().to_owned(), DropMode::FlashSale.name());
    let modes = vec![
        Chip::new(DropMode::FlashSale.name(), DropMode::FlashSale.label()).note("whoever presses first"),
        Chip::new(DropMode::Draw.name(), DropMode::Draw.label()).note("one entry each, drawn at the close"),
    ];
    let rows = sizes.into_iter().map(|size| {
        let pledged = draft.as_ref().and_then(|(_, card)| card.variants.iter().find(|v| v.variant == size.id)).map(|v| v.pledged.to_string());
        let (name, id) = (format!("form[units][v-{}]", size.id), format!("units-{}", size.id));
        view! {
            <tr>
                <th scope="row"><label for=id.clone()>{size.name}</label></th>
                <td class="cell-num"><MoneyText money=size.price/></td>
                <td class="cell-num num">{size.available}</td>
                <td class="cell-num"><input class="input" id=id name=name type="number" inputmode="numeric" min="0" step="1" value=pledged/></td>
            </tr>
        }
    }).collect_view();
    let wrong_units = beside(refused, "units");
    view! {
        <input type="hidden" name="form[product]" value=product.to_string()/>
        <section class="sheet-section">
            <div class="sheet-about"><h2 class="heading">"How"</h2><p class="muted small">"A draw has one entry and one unit per person, and is never paused or closed early."</p></div>
            <div class="sheet-fields form">
                <div id="mode"><Choice name="form[mode]" legend="Mode" options=modes value=mode error=beside(refused, "mode")/></div>
                <Field name="form[limit_per_customer]" id="limit_per_customer" label="Units per person (first come)" inputmode="numeric" value=of(|d| d.limit_per_customer.to_string(), "1") error=beside(refused, "limit_per_customer")/>
                <Field name="form[payment_window_minutes]" id="payment_window_minutes" label="Minutes to pay" hint="Ten is usual first come; winners of a draw get a day: 1440." inputmode="numeric" value=of(|d| d.payment_window_minutes.to_string(), "10") required=true error=beside(refused, "payment_window_minutes")/>
                <Checkbox name="form[bonus]" id="bonus" label="More tickets for those who lost before (draw)" checked=draft.as_ref().is_some_and(|(drop, _)| drop.max_weight > 1) hint="An entry gets one more ticket for each draw that its account lost since its last win, ten at most. Everybody reads it in the rules, and it cannot change once the drop is announced."/>
                <Field name="form[line_per_minute]" id="line_per_minute" label="Waiting line: people let in a minute (first come)" hint="Left empty, there is no line. You can change the pace while it runs." inputmode="numeric" value=of(|d| d.line_per_minute.map(|n| n.to_string()).unwrap_or_default(), "") error=beside(refused, "line_per_minute")/>
            </div>
        </section>
        <section class="sheet-section">
            <div class="sheet-about"><h2 class="heading">"When"</h2><p class="muted small">"In the shop's time zone."</p></div>
            <div class="sheet-fields form">
                <Field name="form[opens_at]" id="opens_at" label="Opens" kind="datetime-local" value=of(|d| d.opens_at.input_value(), "") required=true error=beside(refused, "opens_at")/>
                <Field name="form[closes_at]" id="closes_at" label="Closes" kind="datetime-local" value=of(|d| d.closes_at.input_value(), "") required=true error=beside(refused, "closes_at")/>
                <Field name="form[review_hours]" id="review_hours" label="Review, in hours (draw)" hint="From the close until the list is sealed: you look through the entries, and whoever is taken out can appeal. The rules promise it." inputmode="numeric" value=of(|d| d.review_hours.to_string(), "0") error=beside(refused, "review_hours")/>
                <Field name="form[slug]" id="slug" label="Address of the page" prefix="/drops/" hint="Left empty, it is made of product and day." value=of(|d| d.slug.clone(), "") maxlength=120 error=beside(refused, "slug")/>
            </div>
        </section>
        <section class="sheet-section">
            <div class="sheet-about"><h2 class="heading">"What"</h2><p class="muted small">"Units are set aside from the shelf when the drop is scheduled; prices are fixed then, too."</p></div>
            <div class="sheet-fields form" id="units">
                <table class="rows">
                    <thead><tr><th scope="col">"Size"</th><th scope="col" class="cell-num">"Price"</th><th scope="col" class="cell-num">"On the shelf"</th><th scope="col" class="cell-num">"Pledge"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
                {move || wrong_units.get().map(|why| view! { <p class="field-error">{why}</p> })}
            </div>
        </section>
    }
}
