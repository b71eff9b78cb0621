use leptos::prelude::*;

use super::letters;
use super::server_fns::{DiscardJobs, RetryJobs};
use crate::load::{refused, summary};
use crate::ui::{Confirm, ErrorSummary, Submit};

/// The dead letters by kind, with what can be done to all of a kind.
#[component]
pub fn DeadByKind(
    /// Kind and count.
    kinds: Vec<(String, i64)>,
    retry: ServerAction<RetryJobs>,
    discard: ServerAction<DiscardJobs>,
) -> impl IntoView {
    let panel = move |(kind, count): (String, i64)| {
        let (title, of_all) = (kind.clone(), kind.clone());
        view! {
            <section class="panel">
                <h2 class="heading mono">{title}</h2>
                <p class="muted">{letters(count)}". Mend the cause first, then retry."</p>
                <Confirm label="Retry all" kind="" question=format!("{} of this kind get one more attempt, at once.", letters(count))>
                    <ActionForm action=retry attr:class="form">
                        <input type="hidden" name="kind" value=of_all/>
                        <div class="form-actions"><Submit label="Retry all of this kind" pending=retry.pending()/></div>
                    </ActionForm>
                </Confirm>
                <Confirm label="Discard all" question=format!("{} of this kind are given up for good. What they should have done stays undone.", letters(count))>
                    <ActionForm action=discard attr:class="form">
                        <input type="hidden" name="kind" value=kind/>
                        <div class="form-actions"><Submit label="Discard all of this kind" kind="danger" pending=discard.pending()/></div>
                    </ActionForm>
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
