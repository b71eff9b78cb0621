use leptos::prelude::*;
use shop::DrawId;
use shop::draws::{DrawState, DrawView, Paper};

use crate::command::{Command, CommandForm, refused, summary};
use crate::ui::{ErrorSummary, Submit, When};

/// Certificate and evidence among the files of a drawn draw, or that they are being made.
pub(super) fn lines(draw: &DrawView) -> Option<AnyView> {
    if !draw.card.state.is_drawn() {
        return None;
    }
    let settled = draw.card.state == DrawState::Settled;
    let line = |name: &'static str, label: &'static str, what: &'static str, made: bool, due: bool| {
        let href = format!("/draws/{}/{name}", draw.card.id);
        let link = made.then(|| view! { <a href=href rel="external">{label}</a>" "<span class="muted">{what}</span> });
        let making = (!made && due).then(
            || view! { <span>{label}</span>" "<span class="muted">"is being made: look again in a minute"</span> },
        );
        (made || due).then(|| view! { <li>{link}{making}</li> })
    };
    let papers = &draw.papers;
    Some(
        view! {
            {line("certificate.pdf", "Certificate (PDF)", "the draw on paper, to keep and to print", papers.certificate.is_some(), true)}
            {line("evidence.zip", "Evidence pack (zip)", "all of it with the script that checks it", papers.evidence.is_some(), settled)}
        }
        .into_any(),
    )
}

/// For staff: the papers as they are, and a way to have the evidence packed before the settlement.
#[component]
pub(super) fn PapersPanel(
    /// The draw.
    draw: DrawView,
    /// Packs the evidence.
    make: Command,
) -> impl IntoView {
    if !draw.card.state.is_drawn() {
        return ().into_any();
    }
    let id = draw.card.id;
    let settled = draw.card.state == DrawState::Settled;
    let packed = draw.papers.evidence.as_ref().is_some_and(|paper| paper.state == DrawState::Settled);
    view! {
        <section class="panel">
            <h2 class="heading">"Papers"</h2>
            <ErrorSummary errors=summary(refused(make))/>
            <dl class="facts">
                {fact(id, "Certificate", "certificate.pdf", draw.papers.certificate, "is being made")}
                {fact(id, "Evidence pack", "evidence.zip", draw.papers.evidence, if settled { "is being made" } else { "not made yet" })}
            </dl>
            {(!packed && !settled).then(|| view! {
                <p class="muted">"The pack is made when every unit is settled. If somebody asks for it earlier, have it made as far as things are now."</p>
                <CommandForm command=make class="form">
                    <input type="hidden" name="id" value=id.to_string()/>
                    <div class="form-actions"><Submit label="Make the evidence pack" kind="" pending=make.pending()/></div>
                </CommandForm>
            })}
        </section>
    }
    .into_any()
}

fn fact(id: DrawId, name: &'static str, file: &'static str, paper: Option<Paper>, missing: &'static str) -> AnyView {
    let value = match paper {
        Some(paper) => {
            let kilobytes = (paper.bytes + 1023) / 1024;
            view! {
                <a class="link" href=format!("/draws/{id}/{file}") rel="external">{file}</a>
                {format!(", {kilobytes} KB, {}, made ", paper.state.label().to_lowercase())}<When at=paper.made_at/>
            }
            .into_any()
        }
        None => view! { <span class="muted">{missing}</span> }.into_any(),
    };
    view! { <div><dt>{name}</dt><dd>{value}</dd></div> }.into_any()
}

/// What a code in the address says was done.
pub(super) fn words(code: &str) -> Option<&'static str> {
    (code == "packing").then_some("The evidence is being packed. Load this page again in a minute.")
}
