//! What a form does: a server function behind it, whether it runs, and what it was refused. One kind of form
//! serves all server functions, for the reason that [`crate::ask`] gives.

use gloo_net::http::{Request, Response};
use leptos::ev::SubmitEvent;
use leptos::form::form_data_from_event;
use leptos::prelude::*;
use leptos::server::SharedValue;
use leptos::server_fn::ServerFn;
use leptos::server_fn::redirect::{REDIRECT_HEADER, call_redirect_hook};
use leptos::task::spawn_local;
use web_sys::UrlSearchParams;

use crate::Module;
use crate::error::{PageError, Told};
use crate::packed::Packed;
#[cfg(feature = "ssr")]
use crate::ui::Retyped;

/// A server function that a form calls.
#[derive(Clone, Copy)]
pub struct Command {
    path: &'static str,
    pending: RwSignal<bool>,
    successes: RwSignal<usize>,
    refused: RwSignal<Option<Told>>,
}

impl Command {
    /// The server function `S`. Without JavaScript its refusal comes back in the page's address.
    pub fn of<S: ServerFn<Error: Into<Told>>>() -> Self {
        Self::at(S::PATH, refused_before::<S>)
    }

    fn at(path: &'static str, refused: fn() -> Option<Told>) -> Self {
        // The browser could not put it into words: these come with the page.
        let refused = RwSignal::new(SharedValue::new_str(|| Packed(refused())).into_inner().0);
        Self { path, pending: RwSignal::new(false), successes: RwSignal::new(0), refused }
    }

    /// Whether it runs just now.
    pub fn pending(self) -> Signal<bool> {
        self.pending.into()
    }

    /// Sends the form's fields; a second press waits for the answer to the first.
    fn send(self, fields: String) {
        if self.pending.get_untracked() {
            return;
        }
        self.pending.set(true);
        spawn_local(async move {
            // The page that asked may be gone by the time of the answer.
            match post(self.path, fields).await {
                Ok(next) => {
                    self.refused.try_set(None);
                    if let Some(next) = next {
                        go_on(&next);
                    }
                    self.successes.try_update(|count| *count += 1);
                }
                Err(error) => {
                    self.refused.try_set(Some(error.into()));
                }
            }
            self.pending.try_set(false);
        });
    }
}

/// What the form that was just sent without JavaScript was refused.
#[cfg(feature = "ssr")]
fn refused_before<S: ServerFn<Error: Into<Told>>>() -> Option<Told> {
    use leptos::server_fn::error::ServerFnUrlError;

    let error = use_context::<leptos::server::ServerActionError>().filter(|error| error.path() == S::PATH)?;
    Some(ServerFnUrlError::<S::Error>::decode_err(error.err()).into())
}

#[cfg(not(feature = "ssr"))]
#[expect(clippy::extra_unused_type_parameters, reason = "as on the server, where it is used")]
fn refused_before<S>() -> Option<Told> {
    None
}

/// Leads on: within this module as the router does it, to another by loading its page.
fn go_on(next: &str) {
    let here = window().location();
    let path = next.split(['?', '#']).next().unwrap_or_default();
    if Module::of(path) == Module::of(&here.pathname().unwrap_or_default()) {
        call_redirect_hook(next);
    } else {
        // Fails for an address that is none, and the server sends none.
        let _ = here.set_href(next);
    }
}

/// Answers where to go on, if anywhere.
async fn post(path: &str, fields: String) -> Result<Option<String>, PageError> {
    let request = Request::post(path)
        .header("accept", "application/json")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(fields)
        .map_err(|_| PageError::Lost)?;
    let headers = accepted(request.send().await).await?.headers();
    Ok(headers.get(REDIRECT_HEADER).and_then(|_| headers.get("location")))
}

/// The answer, or the error that it is.
pub(crate) async fn accepted(answer: Result<Response, gloo_net::Error>) -> Result<Response, PageError> {
    let answer = answer.map_err(|_| PageError::Lost)?;
    match answer.status() {
        200..400 => Ok(answer),
        status => {
            let otherwise = if status == 503 { PageError::Unavailable } else { PageError::Lost };
            let bytes = answer.binary().await.unwrap_or_default();
            Err(postcard::from_bytes(&bytes).unwrap_or(otherwise))
        }
    }
}

/// A form that calls a server function; without JavaScript the browser posts it.
#[component]
pub fn CommandForm(
    /// What it does.
    command: Command,
    /// Its id, to lead to.
    #[prop(optional)]
    id: Option<&'static str>,
    /// Its class.
    #[prop(optional)]
    class: Option<&'static str>,
    /// Its fields and its button.
    children: Children,
) -> impl IntoView {
    let submit = move |event: SubmitEvent| {
        if event.default_prevented() {
            return;
        }
        let Ok(data) = form_data_from_event(&event) else { return };
        let Ok(fields) = UrlSearchParams::new_with_str_sequence_sequence(&data) else { return };
        event.prevent_default();
        command.send(fields.to_string().into());
    };
    let fields = fields(command.path, children);
    view! { <form method="post" action=command.path id=id class=class on:submit=submit>{fields}</form> }.into_any()
}

/// The fields; after a refusal without JavaScript with what was typed.
#[cfg(feature = "ssr")]
fn fields(path: &str, children: Children) -> AnyView {
    use leptos::context::Provider;

    match crate::context::typed_before(path) {
        Some(typed) => view! { <Provider value=Retyped(typed)>{children()}</Provider> }.into_any(),
        None => children(),
    }
}

#[cfg(not(feature = "ssr"))]
fn fields(_: &str, children: Children) -> AnyView {
    children()
}

/// How often the command has succeeded: a reason to ask again for what it changes. A refusal is no reason,
/// since that would take away what was typed.
pub fn successes(command: Command) -> Signal<usize> {
    command.successes.into()
}

/// What the command was refused last.
pub fn refused(command: Command) -> Signal<Option<Told>> {
    command.refused.into()
}

/// The message beside the field of that name, while there is one.
pub fn beside(refused: Signal<Option<Told>>, field: impl Into<String>) -> Signal<Option<String>> {
    fn find(refused: Signal<Option<Told>>, field: String) -> Signal<Option<String>> {
        Signal::derive(move || refused.with(|told| told.as_ref().and_then(|told| told.beside(&field))))
    }
    find(refused, field.into())
}

/// For the summary above a form: what is wrong as a whole, or with which fields.
pub fn summary(refused: Signal<Option<Told>>) -> Signal<Vec<(String, String)>> {
    Signal::derive(move || {
        refused.with(|told| match told {
            None => Vec::new(),
            Some(told) if told.fields.is_empty() => vec![(String::new(), told.message.clone())],
            Some(told) => told.fields.iter().map(|(field, message)| (field.clone(), named(field, message))).collect(),
        })
    })
}

/// As [`summary`], for a form whose fields carry the ids `prefix-field`, since their names stand on the page twice.
pub fn summary_with_ids(refused: Signal<Option<Told>>, prefix: &'static str) -> Signal<Vec<(String, String)>> {
    let id = move |field: String| if field.is_empty() { field } else { format!("{prefix}-{field}") };
    let errors = summary(refused);
    Signal::derive(move || errors.get().into_iter().map(|(field, message)| (id(field), message)).collect())
}

/// Away from its field a message says which it is about.
fn named(field: &str, message: &str) -> String {
    let words = field.replace('_', " ");
    match words.split_at_checked(1) {
        // The key of a row says nothing to anybody.
        Some((first, rest)) if words.bytes().all(|b| b.is_ascii_lowercase() || b == b' ') => {
            format!("{}{rest}: {message}", first.to_ascii_uppercase())
        }
        _ => message.to_owned(),
    }
}
