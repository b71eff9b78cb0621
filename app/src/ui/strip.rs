use std::fmt::Write;

use leptos::prelude::*;

/// Height that the dots are spread over, so that dense places stay readable.
const SPREAD: u32 = 58;

/// All tickets of a draw as dots from 0 to 1, with the cut-off and the visitor's own.
/// Positions are the first two bytes of a ticket: 65,536 steps are finer than any screen.
#[component]
pub fn Strip(
    /// Tickets, or an even sample of them above 2,000.
    tickets: Vec<u16>,
    /// The last winning ticket.
    #[prop(optional_no_strip)]
    cutoff: Option<u16>,
    /// The visitor's ticket.
    #[prop(optional_no_strip)]
    own: Option<u16>,
    /// What the picture shows, for those who do not see it.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let edge = cutoff.unwrap_or_default();
    let (won, others): (Vec<u16>, Vec<u16>) = tickets.into_iter().partition(|t| cutoff.is_some() && *t <= edge);
    let cut = cutoff.map(|at| {
        let x = percent(i64::from(at), 65_536);
        view! {
            <line class="strip-cut" x1=x.clone() x2=x.clone() y1="16" y2="100%" />
            <text class="strip-text" x=x y="10" text-anchor=anchor(at)>"cut-off"</text>
        }
    });
    let mine = own.map(|at| {
        let x = percent(i64::from(at), 65_536);
        view! {
            <circle class="strip-own" cx=x.clone() cy="58" r="7" />
            <text class="strip-text strip-you" x=x y="112" text-anchor=anchor(at)>"you"</text>
        }
    });
    view! {
        <figure class="strip">
            <svg class="strip-plot" role="img" aria-label=label>
                <svg class="strip-field" y="20" height="76" width="100%" viewBox="0 0 65536 76" preserveAspectRatio="none">
                    <path class="strip-dots" d=dots(&others) />
                    <path class="strip-dots strip-won" d=dots(&won) />
                </svg>
                {cut}
                {mine}
            </svg>
            <figcaption class="strip-scale num"><span>"0"</span><span>"1"</span></figcaption>
        </figure>
    }
    .into_any()
}

/// Zero-length strokes with round caps: one path for all dots, undistorted by the stretched picture.
fn dots(tickets: &[u16]) -> String {
    let mut path = String::with_capacity(tickets.len() * 14);
    for x in tickets {
        // Any fixed mixing of the bits will do: the height means nothing.
        let y = 9 + u32::from(*x).wrapping_mul(2_654_435_761) % SPREAD;
        // Writing to a string cannot fail.
        let _ = write!(path, "M{x} {y}h.1");
    }
    path
}

/// `12.34%`. In whole numbers: printing floats would bring 10 KB of code.
pub(super) fn percent(part: i64, whole: i64) -> String {
    let hundredths = part * 10_000 / whole.max(1);
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

/// Keeps a label inside the picture.
const fn anchor(ticket: u16) -> &'static str {
    match ticket {
        0..=6_000 => "start",
        59_000.. => "end",
        _ => "middle",
    }
}
