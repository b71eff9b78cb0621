use std::time::Duration;

use leptos::prelude::*;
use shop::defences::RefusedPresses;

use crate::ask::{Asked, ask_named};
use crate::drops::server_fns::FindRefusals;
use crate::load::loaded;
use crate::ui::Table;

/// Refusals change without the drop: a live view reads them this often.
const EVERY: Duration = Duration::from_secs(2);

/// The presses that the drop in the page's address refused; on a live view read again and again. For the page itself to
/// ask: of what several parts of a loaded page ask, the browser and the server count the answers differently.
pub(super) fn refusals(live: bool) -> Asked<Vec<RefusedPresses>> {
    let reads = RwSignal::new(0_u32);
    if live {
        Effect::new(move |_| {
            let again = move || {
                reads.try_update(|n| *n += 1);
            };
            if let Ok(timer) = set_interval_with_handle(again, EVERY) {
                on_cleanup(move || timer.clear());
            }
        });
    }
    ask_named(move || reads.get(), |id| FindRefusals { id })
}

/// The presses that a drop refused, and why.
#[component]
pub(super) fn Refusals(
    /// What [`refusals`] asked for.
    found: Asked<Vec<RefusedPresses>>,
) -> impl IntoView {
    view! {
        <section class="panel">
            <h2 class="heading">"Refused presses"</h2>
            {loaded(found, |refused| table(&refused))}
        </section>
    }
}

fn table(refused: &[RefusedPresses]) -> AnyView {
    if refused.is_empty() {
        return view! { <p class="muted">"No press was refused."</p> }.into_any();
    }
    let row = |what: &str, this_minute: i64, presses: i64| {
        view! {
            <tr>
                <th scope="row">{what.to_owned()}</th>
                <td class="cell-num num">{this_minute}</td>
                <td class="cell-num num">{presses}</td>
            </tr>
        }
    };
    let rows = refused.iter().map(|r| row(r.label(), r.this_minute, r.presses)).collect_view();
    let sum = |of: fn(&RefusedPresses) -> i64| refused.iter().map(of).sum();
    let all = row("All reasons", sum(|r| r.this_minute), sum(|r| r.presses));
    view! {
        <Table caption="Refused presses by reason">
            <thead><tr><th scope="col">"Reason"</th><th scope="col" class="cell-num">"This minute"</th><th scope="col" class="cell-num">"In all"</th></tr></thead>
            <tbody>{rows} {all}</tbody>
        </Table>
    }
    .into_any()
}
