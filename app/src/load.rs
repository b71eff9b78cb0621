//! What pages share: showing what they asked for or why it did not come, and what was just done.

use std::sync::Arc;

use codee::string::FromToStringCodec;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_location, use_query_map};
use serde::de::DeserializeOwned;
use shop::Bar;

use crate::accounts::sign_in_path;
use crate::ask::{Answer, Asked, read};
use crate::error::PageError;
use crate::frame::NotFound;
use crate::ui::{Notice, Tone};

/// Shows what was asked for, or says why it did not come.
pub fn loaded<T: DeserializeOwned>(asked: Asked<T>, view: impl Fn(T) -> AnyView + Send + Sync + 'static) -> AnyView {
    let view = move |answer: &Answer| match read(answer) {
        Ok(found) => view(found),
        Err(error) => view! { <Problem error=error/> }.into_any(),
    };
    shown(asked.answer, Arc::new(view))
}

fn shown(answer: Resource<Answer, FromToStringCodec>, view: Arc<dyn Fn(&Answer) -> AnyView + Send + Sync>) -> AnyView {
    view! {
        <Transition fallback=|| view! { <p class="page muted" role="status">"Loading"</p> }>
            {move || {
                let view = Arc::clone(&view);
                Suspend::new(async move { view(&answer.await) })
            }}
        </Transition>
    }
    .into_any()
}

/// A page that could not be shown: what happened, what it means, what to do.
#[component]
pub fn Problem(
    /// Why not.
    error: PageError,
) -> impl IntoView {
    if error == PageError::Barred(Bar::NotFound) {
        return view! { <NotFound/> }.into_any();
    }
    let location = use_location();
    let here = location.pathname.get_untracked()
        + &location.search.with_untracked(|query| if query.is_empty() { String::new() } else { format!("?{query}") });
    let sign_in = sign_in_path(&here);
    #[cfg(feature = "ssr")]
    if error == PageError::Barred(Bar::SignIn) {
        leptos_axum::redirect(&sign_in);
    }
    let (title, next) = match &error {
        PageError::Barred(Bar::SignIn) => ("Please sign in", (sign_in.as_str(), "Sign in")),
        PageError::Barred(Bar::Forbidden) => ("This is not for your account", ("/", "To the shop")),
        PageError::Barred(_) => ("A little slower, please", ("/", "To the shop")),
        PageError::Unavailable => ("Back in a moment", ("", "Try again")),
        _ => ("Something went wrong", ("", "Try again")),
    };
    view! {
        <Title text=title/>
        <article class="problem page" data-width="text">
            <p class="overline num">{error.status().to_string()}</p>
            <h1 class="title">{title}</h1>
            <p class="lead">{error.message()}</p>
            <div class="row"><a class="button" href=next.0.to_owned() rel=next.0.is_empty().then_some("external")>{next.1}</a></div>
            {error.reference().map(|reference| view! { <p class="small muted">"Reference "<code>{reference}</code></p> })}
        </article>
    }
    .into_any()
}

/// Says once more what was just done: its code is in the address, its words are on the page.
#[component]
pub fn Done(
    /// The words for a code; `None` for codes that the page does not know.
    words: fn(&str) -> Option<&'static str>,
) -> impl IntoView {
    let query = use_query_map();
    move || {
        let said = query.read().get("done").and_then(|code| words(&code));
        said.map(|said| view! { <Notice tone=Tone::Good><p>{said}</p></Notice> })
    }
}
