//! The one serialisable error of pages.

use leptos::server_fn::Bytes;
use leptos::server_fn::codec::PostcardEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};
use shop::{Bar, Never, Refusal};

/// Why a server function did not do what a page asked. Without JavaScript it travels in the
/// address bar, where anyone can write: it is made of codes and numbers, never of free text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "R: Refusal")]
pub enum PageError<R: Refusal = Never> {
    /// The visitor may not, must sign in, or named what is not there.
    Barred(Bar),
    /// An outcome that the visitor can act on.
    Refused(R),
    /// The shop cannot reach its database just now.
    Unavailable,
    /// Something went wrong on our side; the log has it under this number.
    Fault(u32),
    /// The request did not get through, or could not be read.
    Lost,
    /// Any of the others in words, for a browser, which does not carry the words of every refusal. Never in an
    /// address: a page must not say what somebody else wrote into a link.
    Told(Told),
}

/// What a form was refused, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// What happened, what it means, what to do next.
    pub message: String,
    /// The fields that are wrong, each with its message.
    pub fields: Vec<(String, String)>,
}

impl Told {
    /// The message beside the field of that name, if it is wrong.
    pub fn beside(&self, name: &str) -> Option<String> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, message)| message.clone())
    }
}

impl<R: Refusal> From<PageError<R>> for Told {
    fn from(error: PageError<R>) -> Self {
        let fields = match &error {
            PageError::Told(told) => return told.clone(),
            PageError::Refused(refusal) => refusal.fields(),
            _ => &[],
        };
        let fields = fields.iter().map(|wrong| (wrong.field.clone(), wrong.problem.message())).collect();
        Self { message: error.message(), fields }
    }
}

impl<R: Refusal> PageError<R> {
    /// What happened, what it means, what to do next.
    pub fn message(&self) -> String {
        match self {
            Self::Barred(bar) => bar.message(),
            Self::Refused(refusal) => refusal.message(),
            Self::Unavailable => {
                "The shop cannot reach its records just now. Nothing was changed; please try again in a minute.".into()
            }
            Self::Fault(_) => {
                "Something went wrong on our side, and we have noted it. Nothing was charged; please try again.".into()
            }
            Self::Lost => {
                "We could not reach the shop. Check your connection and try again; pressing twice does no harm.".into()
            }
            Self::Told(told) => told.message.clone(),
        }
    }

    /// A reference to quote, for faults.
    pub fn reference(&self) -> Option<String> {
        match self {
            Self::Fault(number) => Some(format!("{number:08x}")),
            _ => None,
        }
    }

    /// The HTTP status that goes with it.
    pub fn status(&self) -> u16 {
        match self {
            Self::Barred(bar) => bar.status(),
            Self::Refused(refusal) => refusal.status(),
            Self::Unavailable => 503,
            Self::Fault(_) => 500,
            Self::Lost | Self::Told(_) => 400,
        }
    }

    /// After how many seconds asking again makes sense.
    pub fn retry_after(&self) -> Option<u32> {
        match self {
            Self::Barred(bar) => bar.retry_after(),
            Self::Refused(refusal) => refusal.retry_after(),
            Self::Unavailable => Some(5),
            Self::Fault(_) | Self::Lost | Self::Told(_) => None,
        }
    }
}

impl<R: Refusal> std::fmt::Display for PageError<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message())
    }
}

impl<R: Refusal> std::error::Error for PageError<R> {}

impl<R: Refusal> From<Bar> for PageError<R> {
    fn from(bar: Bar) -> Self {
        Self::Barred(bar)
    }
}

impl<R: Refusal> FromServerFnError for PageError<R> {
    type Encoder = PostcardEncoding;

    fn from_server_fn_error(_: ServerFnErrorErr) -> Self {
        Self::Lost
    }

    /// Without JavaScript this reads an address.
    fn de(data: Bytes) -> Self {
        postcard::from_bytes(&data).ok().filter(|error| !matches!(error, Self::Told(_))).unwrap_or(Self::Lost)
    }
}

#[cfg(feature = "ssr")]
mod ssr {
    use http::header::{ACCEPT, RETRY_AFTER};
    use http::{Method, request::Parts};
    use leptos::prelude::use_context;
    use leptos_axum::ResponseOptions;
    use shop::{Error, Fault, Refusal};

    use super::PageError;

    /// Logs a fault once, under a number that the visitor can quote, and sets the status.
    impl<R: Refusal> From<Error<R>> for PageError<R> {
        fn from(error: Error<R>) -> Self {
            let error = match error {
                Error::Barred(bar) => Self::Barred(bar),
                Error::Refused(refusal) => Self::Refused(refusal),
                Error::Fault(fault) if fault.is_unavailable() => {
                    tracing::error!(error = %fault, "Postgres cannot be reached");
                    Self::Unavailable
                }
                Error::Fault(fault) => {
                    let reference = Fault::reference();
                    tracing::error!(error = %fault, reference = format!("{reference:08x}"), "request failed");
                    Self::Fault(reference)
                }
            };
            error.answer()
        }
    }

    impl<R: Refusal> PageError<R> {
        /// Sets the answer's status and when to ask again, and puts a form's refusal into words for the browser. A form
        /// posted without JavaScript is answered by a redirect, which a 4xx would break, so that one case is left alone.
        #[must_use]
        pub fn answer(self) -> Self {
            let Some(request) = use_context::<Parts>() else { return self };
            let html =
                request.headers.get(ACCEPT).and_then(|v| v.to_str().ok()).is_some_and(|v| v.contains("text/html"));
            let posted = request.method == Method::POST;
            if posted && html || matches!(self, Self::Told(_)) {
                return self;
            }
            if let (Some(response), Ok(status)) = (use_context::<ResponseOptions>(), self.status().try_into()) {
                response.set_status(status);
                if let Some(seconds) = self.retry_after() {
                    response.insert_header(RETRY_AFTER, seconds.into());
                }
            }
            if posted { Self::Told(self.into()) } else { self }
        }
    }
}
