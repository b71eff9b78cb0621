use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use shop::VariantId;
use shop::stock::{Movement, MovementPage};

use super::server_fns::{CorrectStock, FindMovements, ReceiveStock};
use crate::ask::ask_named;
use crate::command::{Command, CommandForm, beside, refused, successes, summary};
use crate::error::Told;
use crate::load::{Done, loaded};
use crate::shell::AdminHead;
use crate::ui::{Empty, ErrorSummary, Field, Glyph, Pager, Stat, Submit, Table, When};

/// The stock of one size: where it stands, what led there, and the forms that change it.
#[component]
pub fn VariantStockPage() -> impl IntoView {
    let query = use_query_map();
    let (receive, correct) = (Command::of::<ReceiveStock>(), Command::of::<CorrectStock>());
    let (received, corrected) = (successes(receive), successes(correct));
    let found = ask_named(
        move || received.get() + corrected.get(),
        move |variant| FindMovements { variant, before: query.read().get("before").and_then(|v| v.parse().ok()) },
    );
    loaded(found, move |found| view! { <Ledger found=found receive=receive correct=correct/> }.into_any()).into_any()
}

fn words(code: &str) -> Option<&'static str> {
    Some(match code {
        "received" => "Received, and written down below.",
        "corrected" => "Corrected, and written down below.",
        _ => return None,
    })
}

#[component]
fn Ledger(found: MovementPage, receive: Command, correct: Command) -> impl IntoView {
    let MovementPage { shelf, rows, next } = found;
    let title = format!("{}, {}", shelf.product, shelf.variant);
    let trail = vec![("/admin/stock".to_owned(), "Stock".to_owned())];
    let older = next.map(|before| format!("/admin/stock/{}?before={before}", shelf.variant_id));
    let id = shelf.variant_id;
    view! {
        <Title text=title.clone()/>
        <AdminHead title=title trail=trail><a class="button" href=format!("/admin/products/{}", shelf.product_id)>"The product"</a></AdminHead>
        <Done words=words/>
        <div class="tiles">
            <Stat label="On hand" value=shelf.on_hand.to_string() note="In the house"/>
            <Stat label="Reserved" value=shelf.reserved.to_string() note="Set aside for drops and orders"/>
            <Stat label="Available" value=shelf.available.to_string() note="Free to pledge to a drop"/>
        </div>
        <div class="panels">
            <section class="panel">
                <h2 class="heading">"Receive"</h2>
                <p class="muted small">"Units that came in from the maker."</p>
                <ErrorSummary errors=summary(refused(receive))/>
                <CommandForm command=receive class="form">
                    <Amount id=id prefix="receive" refused=refused(receive) label="How many" hint="" note_label="Note" required=false/>
                    <div class="form-actions"><Submit label="Receive" pending=receive.pending()/></div>
                </CommandForm>
            </section>
            <section class="panel">
                <h2 class="heading">"Correct"</h2>
                <p class="muted small">"When you counted and the books are wrong. Units that are reserved cannot be taken."</p>
                <ErrorSummary errors=summary(refused(correct))/>
                <CommandForm command=correct class="form">
                    <Amount id=id prefix="correct" refused=refused(correct) label="More or fewer" hint="-2 means that two are missing." note_label="Reason" required=true/>
                    <div class="form-actions"><Submit label="Correct" kind="" pending=correct.pending()/></div>
                </CommandForm>
            </section>
        </div>
        <h2 class="heading">"Movements"</h2>
        <Movements rows=rows/>
        <Pager previous=None next=older/>
    }
}

#[component]
fn Amount(
    id: VariantId,
    prefix: &'static str,
    refused: Signal<Option<Told>>,
    label: &'static str,
    hint: &'static str,
    note_label: &'static str,
    required: bool,
) -> impl IntoView {
    let hint = (!hint.is_empty()).then(|| hint.to_owned());
    view! {
        <input type="hidden" name="variant" value=id.to_string()/>
        <div class="form-row">
            {match hint {
                Some(hint) => view! { <Field name="units" id=format!("{prefix}-units") label=label kind="number" step="1" required=true hint=hint error=beside(refused, "units")/> }.into_any(),
                None => view! { <Field name="units" id=format!("{prefix}-units") label=label kind="number" step="1" min="1" required=true error=beside(refused, "units")/> }.into_any(),
            }}
            <Field name="note" id=format!("{prefix}-note") label=note_label maxlength=300 required=required error=beside(refused, "note")/>
        </div>
    }
}

#[component]
fn Movements(rows: Vec<Movement>) -> impl IntoView {
    if rows.is_empty() {
        return view! { <Empty title="Nothing has moved yet" icon=Glyph::Box><p>"Receive the first units above."</p></Empty> }.into_any();
    }
    let rows = rows.into_iter().map(|movement| {
        view! {
            <tr>
                <td><When at=movement.at/></td>
                <td>{movement.reason} {(!movement.note.is_empty()).then(|| view! { " " <small class="muted">{movement.note}</small> })}</td>
                <td class="cell-num num">{signed(movement.on_hand)}</td>
                <td class="cell-num num">{signed(movement.reserved)}</td>
                <td>{movement.by.unwrap_or_else(|| "The shop".to_owned())}</td>
            </tr>
        }
    });
    view! {
        <Table caption="Movements, newest first">
            <thead><tr><th scope="col">"When"</th><th scope="col">"Why"</th><th scope="col" class="cell-num">"On hand"</th><th scope="col" class="cell-num">"Reserved"</th><th scope="col">"Who"</th></tr></thead>
            <tbody>{rows.collect_view()}</tbody>
        </Table>
    }
    .into_any()
}

/// `+3`, `-2`, nothing for 0.
fn signed(change: i64) -> String {
    match change {
        0 => String::new(),
        1.. => format!("+{change}"),
        _ => format!("{change}"),
    }
}
