//! Two kinds of error: the few outcomes a caller can act on, a small enum per command
//! ([`Refusal`]), and everything else, one opaque case ([`Fault`]).

use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// What a command may answer instead of doing what was asked. A closed set per command, without
/// free text: it crosses the wire and, without JavaScript, the address bar.
pub trait Refusal: Clone + std::fmt::Debug + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Stable name, the last segment of the problem document's `type` (RFC 9457): `sold-out`.
    fn slug(&self) -> &'static str;
    /// HTTP status for callers that are not browsers.
    fn status(&self) -> u16;
    /// What happened, what it means, what to do next; one or two sentences.
    fn message(&self) -> String;
    /// Messages that belong beside a field.
    fn fields(&self) -> &[FieldError] {
        &[]
    }
    /// Seconds after which it makes sense to ask again.
    fn retry_after(&self) -> Option<u32> {
        None
    }
}

/// The refusal of commands that refuse nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Never {}

impl Refusal for Never {
    fn slug(&self) -> &'static str {
        match *self {}
    }
    fn status(&self) -> u16 {
        match *self {}
    }
    fn message(&self) -> String {
        match *self {}
    }
}

/// What keeps somebody out, whatever they asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Bar {
    /// Nobody is signed in.
    SignIn,
    /// Not with this role, or not this account's.
    Forbidden,
    /// There is no such thing, or not for this visitor.
    NotFound,
    /// Asked too often; again after so many seconds.
    TooOften(u32),
    /// More is asked for at once than can be done; again after so many seconds.
    Busy(u32),
}

impl Refusal for Bar {
    fn slug(&self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not-found",
            Self::TooOften(_) => "rate-limited",
            Self::Busy(_) => "busy",
        }
    }
    fn status(&self) -> u16 {
        match self {
            Self::SignIn => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::TooOften(_) => 429,
            Self::Busy(_) => 503,
        }
    }
    fn message(&self) -> String {
        match self {
            Self::SignIn => "Please sign in first.".into(),
            Self::Forbidden => {
                "Your account may not do this. Ask somebody with more rights, or sign in with another account.".into()
            }
            Self::NotFound => "We could not find this. It may have moved or ended.".into(),
            Self::TooOften(seconds) => format!("That was a lot of tries. Please wait {seconds} seconds and try again."),
            Self::Busy(_) => {
                "A great many people press at this moment. Nothing was bought; please press again in a few seconds."
                    .into()
            }
        }
    }
    fn retry_after(&self) -> Option<u32> {
        match self {
            Self::TooOften(seconds) | Self::Busy(seconds) => Some(*seconds),
            _ => None,
        }
    }
}

/// Something wrong with one field of a form or body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The field's name in the form. Only compared with names that the page knows, never shown.
    pub field: String,
    /// What is wrong with it.
    pub problem: Problem,
}

impl FieldError {
    /// `problem` with `field`.
    pub fn new(field: &str, problem: Problem) -> Self {
        Self { field: field.to_owned(), problem }
    }
}

/// What can be wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Problem {
    /// Empty.
    Required,
    /// Longer than so many characters.
    TooLong(u32),
    /// Shorter than so many characters.
    TooShort(u32),
    /// Not an email address.
    NotAnEmail,
    /// Not a number, or out of these bounds.
    NotBetween(i64, i64),
    /// Not an amount of money.
    NotMoney,
    /// Not a date and time.
    NotATime,
    /// Lies in the past.
    InThePast,
    /// Not after the field before it.
    NotAfterStart,
    /// Another one has it already.
    Taken,
    /// Has characters outside letters, digits, space and `. _ / -`.
    BadCharacters,
    /// Not lower-case words joined by hyphens.
    NotASlug,
    /// Not one of the choices.
    NotAChoice,
    /// Not a web address that starts with https://.
    NotAUrl,
    /// Among the passwords that everybody tries first.
    TooCommon,
    /// Does not match what is on file.
    DoesNotMatch,
    /// Not a card number.
    NotACard,
    /// A date that has passed.
    Expired,
    /// Not a picture that we can read (JPEG, PNG, WebP), or too large.
    NotAPicture,
    /// A proof of work without a waiting line.
    NeedsLine,
    /// More than there is.
    MoreThanAvailable(i64),
}

impl Problem {
    /// The message beside the field: what is wrong and what to do.
    pub fn message(self) -> String {
        match self {
            Self::Required => "Please fill this in.".into(),
            Self::TooLong(max) => format!("Please keep this to {max} characters."),
            Self::TooShort(min) => format!("Please use at least {min} characters."),
            Self::NotAnEmail => "This does not look like an email address. It needs an @ and a domain.".into(),
            Self::NotBetween(min, max) => format!("Please enter a whole number from {min} to {max}."),
            Self::NotMoney => "Please enter an amount such as 140 or 140.50.".into(),
            Self::NotATime => "Please enter a date and a time.".into(),
            Self::InThePast => "This time has passed. Please choose a later one.".into(),
            Self::NotAfterStart => "This has to come after the start.".into(),
            Self::Taken => "This is taken already. Please choose another.".into(),
            Self::BadCharacters => "Please use letters, digits, spaces and . _ / - only.".into(),
            Self::NotASlug => "Please use lower-case letters, digits and hyphens.".into(),
            Self::NotAChoice => "Please choose one of the options.".into(),
            Self::NotAUrl => "Please enter an address that starts with https://.".into(),
            Self::TooCommon => "Too many people use this one. Please choose a password that is harder to guess.".into(),
            Self::DoesNotMatch => "This does not match. Please check it and try again.".into(),
            Self::NotACard => "This is not a card number. Please check the digits.".into(),
            Self::Expired => "This has expired. Please use another.".into(),
            Self::NotAPicture => {
                "We could not read this picture. Please use a JPEG, PNG or WebP of at most 20 MB.".into()
            }
            Self::NeedsLine => {
                "A proof of work needs a waiting line, where those wait whose browser cannot work: give the drop one."
                    .into()
            }
            Self::MoreThanAvailable(n) => format!("There are only {n} available."),
        }
    }
}

/// Defines a refusal enum from a table: variant, slug, status, message.
///
/// A variant `Invalid(Vec<FieldError>)` is always there: wrong fields are a refusal of every form.
#[macro_export]
macro_rules! refusal {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident => $slug:literal, $status:literal, $message:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$vdoc])* $variant,)*
            /// Some fields need another look.
            Invalid(Vec<$crate::FieldError>),
        }

        impl $crate::Refusal for $name {
            fn slug(&self) -> &'static str {
                match self {
                    $(Self::$variant => $slug,)*
                    Self::Invalid(_) => "validation",
                }
            }
            fn status(&self) -> u16 {
                match self {
                    $(Self::$variant => $status,)*
                    Self::Invalid(_) => 422,
                }
            }
            fn message(&self) -> String {
                match self {
                    $(Self::$variant => $message.to_owned(),)*
                    Self::Invalid(_) => "Please check the fields that are marked.".to_owned(),
                }
            }
            fn fields(&self) -> &[$crate::FieldError] {
                match self {
                    Self::Invalid(fields) => fields,
                    #[allow(unreachable_patterns)]
                    _ => &[],
                }
            }
        }
    };
}

#[cfg(feature = "server")]
mod server {
    use std::sync::Arc;

    use super::{Bar, Never, Refusal};

    /// Why a command did not happen.
    #[derive(Clone, Debug)]
    pub enum Error<R: Refusal = Never> {
        /// The caller may not, must sign in, or named what is not there.
        Barred(Bar),
        /// An outcome that the caller can act on. Nothing was written.
        Refused(R),
        /// Anything else. Logged once, at the boundary, with a reference that the visitor can quote.
        Fault(Fault),
    }

    /// What went wrong inside: never shown, only logged. Its clones are for those who met it together.
    #[derive(Clone, Debug)]
    pub struct Fault(Arc<dyn std::error::Error + Send + Sync>);

    impl Fault {
        /// A fault with this text.
        pub fn new(why: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
            Self(why.into().into())
        }

        /// A number for log and visitor, so that the one can be found by the other.
        pub fn reference() -> u32 {
            rand::random()
        }

        /// Whether Postgres cannot be reached, so that asking again later makes sense (503).
        pub fn is_unavailable(&self) -> bool {
            match self.0.downcast_ref::<sqlx::Error>() {
                Some(
                    sqlx::Error::Io(_)
                    | sqlx::Error::PoolTimedOut
                    | sqlx::Error::PoolClosed
                    | sqlx::Error::WorkerCrashed,
                ) => true,
                // admin_shutdown, crash_shutdown, cannot_connect_now, too_many_connections
                Some(sqlx::Error::Database(e)) => {
                    matches!(e.code().as_deref(), Some("57P01" | "57P02" | "57P03" | "53300"))
                }
                _ => false,
            }
        }
    }

    impl std::fmt::Display for Fault {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            self.0.fmt(f)
        }
    }

    impl<E: std::error::Error + Send + Sync + 'static> From<E> for Fault {
        fn from(error: E) -> Self {
            Self(Arc::new(error))
        }
    }

    /// A fault fails a job's attempt: `Outcome::from(result)`.
    impl From<Fault> for Box<dyn std::error::Error + Send + Sync> {
        fn from(fault: Fault) -> Self {
            fault.to_string().into()
        }
    }

    /// So does a command that a job calls and that refuses.
    impl<R: Refusal> From<Error<R>> for Box<dyn std::error::Error + Send + Sync> {
        fn from(error: Error<R>) -> Self {
            match error {
                Error::Barred(bar) => bar.message().into(),
                Error::Refused(refusal) => refusal.message().into(),
                Error::Fault(fault) => fault.into(),
            }
        }
    }

    impl<R: Refusal> From<Bar> for Error<R> {
        fn from(bar: Bar) -> Self {
            Self::Barred(bar)
        }
    }

    // `R: Refusal` types do not implement `std::error::Error`, so the two never overlap in use.
    impl<R: Refusal, E: Into<Fault>> From<E> for Error<R> {
        fn from(error: E) -> Self {
            Self::Fault(error.into())
        }
    }

    impl<R: Refusal> Error<R> {
        /// The same with the refusal translated: for a command that calls another.
        pub fn map<S: Refusal>(self, translate: impl FnOnce(R) -> S) -> Error<S> {
            match self {
                Self::Barred(bar) => Error::Barred(bar),
                Self::Refused(refusal) => Error::Refused(translate(refusal)),
                Self::Fault(fault) => Error::Fault(fault),
            }
        }
    }

    /// The name of the constraint that refused, for translation into the domain's error.
    pub fn constraint(error: &sqlx::Error) -> Option<&str> {
        error.as_database_error().and_then(|e| e.constraint())
    }
}

#[cfg(feature = "server")]
pub use server::{Error, Fault, constraint};
