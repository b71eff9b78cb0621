use leptos::prelude::*;

use super::letters;
use crate::command::{Command, CommandForm, refused, summary};
use crate::ui::{Confirm, ErrorSummary, Submit};

/// The dead letters by kind, with what can be done to all of a kind.
#[component]
pub fn DeadByKind(
    /// Kind and count.
    kinds: Vec<(String, i64)>,
    retry: Command,
    discard: Command,
) -> impl IntoView {
    let panel = move |(kind, count): (String, i64)| {
        let (title, of_all) = (kind.clone(), kind.clone());
        view! {
            <section class="panel">
                <h2 class="heading mono">{title}</h2>
                <p class="muted">{letters(count)}". Mend the cause first, then retry."</p>
                <Confirm label="Retry all" kind="" question=format!("{} of this kind get one more attempt, at once.", letters(count))>
                    <CommandForm command=retry class="form">
                        <input type="hidden" name="kind" value=of_all/>
                        <div class="form-actions"><Submit label="Retry all of this kind" pending=retry.pending()/></div>
                    </CommandForm>
                </Confirm>
                <Confirm label="Discard all" question=format!("{} of this kind are given up for good. What they should have done stays undone.", letters(count))>
                    <CommandForm command=discard class="form">
                        <input type="hidden" name="kind" value=kind/>
                        <div class="form-actions"><Submit label="Discard all of this kind" kind="danger" pending=discard.pending()/></div>
                    </CommandForm>
                </Confirm>
            </section>
        }
    };
    view! {
        <ErrorSummary errors=summary(refused(retry))/>
        <ErrorSummary errors=summary(refused(discard))/>
        <div class="panels">{kinds.into_iter().map(panel).collect_view()}</div>
    }
}
