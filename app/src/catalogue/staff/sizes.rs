use leptos::prelude::*;
use shop::catalogue::{Variant, VariantRow};
use shop::{Currency, ProductId};

use crate::command::{Command, CommandForm, beside, refused, summary};
use crate::ui::{ErrorSummary, Submit};

/// Empty rows below the sizes: enough to add a few without JavaScript; saving brings new ones.
const EMPTY_ROWS: usize = 4;

/// The sizes of a product with their prices, as one table.
#[component]
pub(super) fn Sizes(product: ProductId, variants: Vec<Variant>, currency: Currency, save: Command) -> impl IntoView {
    let refused = refused(save);
    let there = variants.into_iter().map(|v| {
        (
            VariantRow {
                id: v.id.to_string(),
                name: v.name,
                sku: v.sku,
                price: v.price.amount(),
                remove: String::new(),
            },
            Some((v.id, v.on_hand)),
        )
    });
    let empty = std::iter::repeat_n((VariantRow::default(), None), EMPTY_ROWS);
    let rows = there.chain(empty).enumerate().map(move |(at, (row, stock))| {
        let cell = move |field: &'static str, label: &'static str, value: String, numeric: bool| {
            let id = format!("rows.{at}.{field}");
            let error = beside(refused, id.clone());
            let (of, described) = (id.clone(), format!("{id}-error"));
            let error_id = described.clone();
            view! {
                <td>
                    <label class="field-label" for=of>{label}" "{at + 1}</label>
                    <input class="input" id=id name=format!("rows[{at}][{field}]") value=value inputmode=numeric.then_some("decimal") maxlength="64"
                        aria-invalid=move || error.with(Option::is_some).then_some("true")
                        aria-describedby=move || error.with(Option::is_some).then(|| described.clone())/>
                    {move || error.get().map(|error| view! { <p class="field-error" id=error_id.clone()>{error}</p> })}
                </td>
            }
        };
        view! {
            <tr>
                {cell("name", "Size", row.name, false)}
                {cell("sku", "SKU", row.sku, false)}
                {cell("price", "Price", row.price, true)}
                <td class="num">
                    <input type="hidden" name=format!("rows[{at}][id]") value=row.id/>
                    {stock.map(|(variant, on_hand)| view! { <a class="link" href=format!("/admin/stock/{variant}")>{on_hand}</a> })}
                </td>
                <td>{stock.map(|_| remove(at))}</td>
            </tr>
        }
    });
    view! {
        <CommandForm command=save class="sheet" id="sizes">
            <section class="sheet-section">
                <div class="sheet-about">
                    <h2 class="heading">"Sizes and prices"</h2>
                    <p class="muted small">"A thing without sizes has one row: call it One size. Prices are in "{currency.code()}", tax included. A drop keeps the price that it was scheduled with."</p>
                </div>
                <div class="sheet-fields">
                    <ErrorSummary errors=summary(refused)/>
                    <input type="hidden" name="id" value=product.to_string()/>
                    <div class="table-wrap" role="region" aria-label="Sizes" tabindex="0">
                        <table class="rows">
                            <caption class="visually-hidden">"Sizes and prices"</caption>
                            <thead><tr><th scope="col">"Size"</th><th scope="col">"SKU"</th><th scope="col">"Price, "{currency.code()}</th><th scope="col">"On hand"</th><th scope="col">"Remove"</th></tr></thead>
                            <tbody>{rows.collect_view()}</tbody>
                        </table>
                    </div>
                </div>
            </section>
            <div class="savebar">
                <p class="savebar-note muted">"Empty rows are ignored."</p>
                <Submit label="Save sizes" kind="" pending=save.pending()/>
            </div>
        </CommandForm>
    }
}

fn remove(at: usize) -> impl IntoView {
    let id = format!("rows.{at}.remove");
    view! {
        <div class="check">
            <input class="check-box" type="checkbox" id=id.clone() name=format!("rows[{at}][remove]") value="yes"/>
            <label class="check-label" for=id><span class="visually-hidden">"Remove size "{at + 1}</span></label>
        </div>
    }
}
