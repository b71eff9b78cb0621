//! What staff do to an entry until the freeze: take it out, put it back, answer its appeal.

use leptos::prelude::*;
use shop::entries::{Disqualification, Reason, Show, StaffEntry};

use crate::command::{Command, CommandForm};
use crate::ui::{Confirm, Select, Submit, TextArea};

/// The commands, and the list that they are given on: of a draw or of all, and what of it is shown.
pub(super) struct Judging {
    pub back: String,
    pub show: Show,
    pub disqualify: Command,
    pub answer: Command,
}

impl Judging {
    /// What can be done to this entry now.
    pub fn forms(&self, entry: &StaffEntry) -> Option<AnyView> {
        match (entry.open, entry.note.as_str()) {
            (true, "") => Some(self.take_out(entry)),
            (true, note) if note != "withdrawn" => Some(self.answer(entry)),
            _ => None,
        }
    }

    /// An entry is on the page twice when it shares two things.
    fn id(entry: &StaffEntry, field: &str) -> String {
        let group = entry.shares.map_or(0, |(_, group)| group);
        format!("{field}-{}-{group}", entry.id)
    }

    fn take_out(&self, entry: &StaffEntry) -> AnyView {
        let reasons: Vec<_> = Reason::ALL.iter().map(|r| (r.note().to_owned(), r.words().to_owned())).collect();
        let (command, back, show, id) = (self.disqualify, self.back.clone(), self.show.name(), entry.id.to_string());
        let (reason_id, words_id) = (Self::id(entry, "reason"), Self::id(entry, "explanation"));
        view! {
            <Confirm label="Take out" question="The entry gets weight 0. The reason is public; the entrant is told at once with your explanation, and can appeal until the list is sealed.">
                <CommandForm command class="form">
                    <input type="hidden" name="entry_id" value=id/>
                    <input type="hidden" name="back" value=back/>
                    <input type="hidden" name="show" value=show/>
                    <Select name="reason" label="Because" options=reasons id=reason_id/>
                    <TextArea name="explanation" label="Explanation, for the entrant" rows=2 maxlength=500 id=words_id/>
                    <Submit label="Take the entry out" kind="danger" size="small" pending=command.pending()/>
                </CommandForm>
            </Confirm>
        }
        .into_any()
    }

    fn answer(&self, entry: &StaffEntry) -> AnyView {
        let appealed = entry.disqualification.as_ref().is_some_and(|(out, _)| out.appeal.is_some());
        let mut verdicts = vec![("reinstate".to_owned(), "Put the entry back".to_owned())];
        if appealed {
            verdicts.push(("uphold".to_owned(), "It stays out".to_owned()));
        }
        let label = if appealed { "Answer" } else { "Put back" };
        let (command, back, show, id) = (self.answer, self.back.clone(), self.show.name(), entry.id.to_string());
        let (verdict_id, words_id) = (Self::id(entry, "verdict"), Self::id(entry, "answer"));
        view! {
            <Confirm label question="The entrant is told at once, with your words. An entry that is put back stands as before." kind="">
                <CommandForm command class="form">
                    <input type="hidden" name="entry_id" value=id/>
                    <input type="hidden" name="back" value=back/>
                    <input type="hidden" name="show" value=show/>
                    <Select name="verdict" label="Decision" options=verdicts id=verdict_id/>
                    <TextArea name="answer" label="Answer, for the entrant" rows=2 maxlength=500 id=words_id/>
                    <Submit label="Answer the entrant" kind="" size="small" pending=command.pending()/>
                </CommandForm>
            </Confirm>
        }
        .into_any()
    }
}

/// Who took it out, when and why, and what was said since.
pub(super) fn said((out, by): &(Disqualification, String)) -> AnyView {
    let mut lines = vec![format!("{by}, {}: {}", out.at, out.explanation)];
    lines.extend(out.appeal.as_ref().map(|(words, at)| format!("Appeal, {at}: {words}")));
    lines.extend(out.answer.as_ref().map(|answer| {
        let verdict = if answer.upheld { "Stays out" } else { "Put back" };
        format!("{verdict}, {}: {}", answer.at, answer.words)
    }));
    lines.into_iter().map(|line| view! { <p class="small muted">{line}</p> }).collect_view().into_any()
}
