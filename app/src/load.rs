//! What pages share: showing what a resource brings or why it does not, and what a form's action said.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::{use_location, use_query_map};
use shop::{Bar, Refusal};

use crate::accounts::sign_in_path;
use crate::error::PageError;
use crate::frame::NotFound;
use crate::ui::{Notice, Tone};

/// Shows what the resource brings, or says why it did not come.
pub fn loaded<T>(
    resource: Resource<Result<T, PageError>>,
    view: impl Fn(T) -> AnyView + Clone + Send + 'static,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
{
    view! {
        <Transition fallback=|| view! { <p class="page muted" role="status">"Loading"</p> }>
            {move || {
                let view = view.clone();
                Suspend::new(async move {
                    match resource.await {
                        Ok(found) => view(found),
                        Err(error) => view! { <Problem error=error/> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
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

/// How often the action has succeeded: a source for the resources that it changes. A refusal is no
/// reason to load again, which would take away what was typed.
pub fn successes<S, R>(action: ServerAction<S>) -> Memo<usize>
where
    S: ServerFn<Output = (), Error = PageError<R>> + Clone + Send + Sync + 'static,
    R: Refusal,
{
    Memo::new(move |before: Option<&usize>| {
        let version = action.version().get();
        let succeeded = action.value().with(|value| matches!(value, Some(Ok(()))));
        if succeeded { version } else { before.copied().unwrap_or_default() }
    })
}

/// What an action answered last, if it refused.
pub fn refused<S, R>(action: ServerAction<S>) -> Signal<Option<PageError<R>>>
where
    S: ServerFn<Error = PageError<R>> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
    R: Refusal,
{
    Signal::derive(move || action.value().get().and_then(Result::err))
}

/// The message beside the field of that name, while there is one.
pub fn beside<R: Refusal>(refused: Signal<Option<PageError<R>>>, field: impl Into<String>) -> Signal<Option<String>> {
    let field = field.into();
    Signal::derive(move || refused.with(|error| error.as_ref().and_then(|error| error.field(&field))))
}

/// For the summary above a form: what is wrong as a whole, or with which fields.
pub fn summary<R: Refusal>(refused: Signal<Option<PageError<R>>>) -> Signal<Vec<(String, String)>> {
    Signal::derive(move || {
        refused.with(|error| match error {
            None => Vec::new(),
            Some(error) if error.fields().is_empty() => vec![(String::new(), error.message())],
            Some(error) => error.fields().iter().map(|f| (f.field.clone(), f.problem.message())).collect(),
        })
    })
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
