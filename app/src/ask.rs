//! What a page needs from the server. Leptos makes a resource of each server function with machinery of its
//! own, which was most of what a browser had to load; here one resource serves all pages. It carries bytes,
//! and the type comes in where a page reads it.

use std::fmt::Display;
use std::marker::PhantomData;
use std::pin::Pin;
use std::str::FromStr;

use codee::string::FromToStringCodec;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_params_map;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_bytes::ByteBuf;
use shop::Bar;

use crate::error::PageError;
use crate::packed::Packed;

/// What the server answered: a value as postcard.
pub(crate) type Answer = Packed<Result<ByteBuf, PageError>>;

/// What was asked of the server, and will be a `T`.
pub struct Asked<T> {
    pub(crate) answer: Resource<Answer, FromToStringCodec>,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Asked<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Asked<T> {}

impl<T: DeserializeOwned> Asked<T> {
    /// The answer, once it is there.
    pub async fn answer(self) -> Result<T, PageError> {
        read(&self.answer.await)
    }

    /// The answer, if it is there.
    pub fn get(self) -> Option<Result<T, PageError>> {
        self.answer.with(|answer| answer.as_ref().map(read))
    }
}

/// The answer as what it is. An answer that cannot be read came from another version of the shop.
pub(crate) fn read<T: DeserializeOwned>(answer: &Answer) -> Result<T, PageError> {
    let bytes = answer.0.as_ref().map_err(Clone::clone)?;
    postcard::from_bytes(bytes).map_err(|_| PageError::Lost)
}

/// Asks a server function, and again whenever the question changes.
pub fn ask<S>(question: impl Fn() -> S + Send + Sync + 'static) -> Asked<S::Output>
where
    S: ServerFn<Error = PageError> + Serialize + 'static,
    S::Output: Serialize,
{
    ask_again(|| "", question)
}

/// As [`ask`], and again whenever `version` changes.
pub fn ask_again<S, V>(
    version: impl Fn() -> V + Send + Sync + 'static,
    question: impl Fn() -> S + Send + Sync + 'static,
) -> Asked<S::Output>
where
    S: ServerFn<Error = PageError> + Serialize + 'static,
    S::Output: Serialize,
    V: Display,
{
    ask_if(version, move || Some(question()))
}

/// As [`ask_again`], for the thing whose id is in the page's address.
pub fn ask_named<S, V, I>(
    version: impl Fn() -> V + Send + Sync + 'static,
    question: impl Fn(I) -> S + Send + Sync + 'static,
) -> Asked<S::Output>
where
    S: ServerFn<Error = PageError> + Serialize + 'static,
    S::Output: Serialize,
    V: Display,
    I: FromStr,
{
    let params = use_params_map();
    ask_if(version, move || Some(question(params.read().get("id")?.parse().ok()?)))
}

/// Without a question there is nothing to find.
fn ask_if<S, V>(
    version: impl Fn() -> V + Send + Sync + 'static,
    question: impl Fn() -> Option<S> + Send + Sync + 'static,
) -> Asked<S::Output>
where
    S: ServerFn<Error = PageError> + Serialize + 'static,
    S::Output: Serialize,
    V: Display,
{
    // The server renders a page once: nothing changes, and the question need not become an address.
    #[cfg(feature = "ssr")]
    let (key, find) = {
        drop(version);
        (String::new, move |_| run(untrack(&question)))
    };
    // The version is the fragment, which a browser keeps to itself.
    #[cfg(not(feature = "ssr"))]
    let key = move || question().map_or_else(String::new, |question| format!("{}#{}", address(&question), version()));
    #[cfg(not(feature = "ssr"))]
    let find = |key| -> Finding { Box::pin(send_wrapper::SendWrapper::new(async { Packed(get(key).await) })) };
    Asked { answer: resource(Box::new(key), Box::new(find)), of: PhantomData }
}

type Finding = Pin<Box<dyn Future<Output = Answer> + Send>>;

fn resource(
    key: Box<dyn Fn() -> String + Send + Sync>,
    find: Box<dyn Fn(String) -> Finding + Send + Sync>,
) -> Resource<Answer, FromToStringCodec> {
    Resource::new_str(key, find)
}

/// Path and query of a question.
#[cfg(not(feature = "ssr"))]
fn address<S: ServerFn + Serialize>(question: &S) -> String {
    // Of strings, numbers and ids: none that a query could not say.
    let query = serde_qs::to_string(question).unwrap_or_default();
    format!("{}?{query}", S::PATH)
}

#[cfg(feature = "ssr")]
fn run<S>(question: Option<S>) -> Finding
where
    S: ServerFn<Error = PageError> + 'static,
    S::Output: Serialize,
{
    let Some(question) = question else {
        return Box::pin(async { Packed(Err(PageError::Barred(Bar::NotFound).answer())) });
    };
    Box::pin(async move {
        let found = question.run_body().await;
        let bytes = found.and_then(|found| postcard::to_allocvec(&found).map_err(|_| PageError::Lost.answer()));
        Packed(bytes.map(ByteBuf::from))
    })
}

#[cfg(not(feature = "ssr"))]
async fn get(key: String) -> Result<ByteBuf, PageError> {
    let address = key.split('#').next().unwrap_or_default();
    if address.is_empty() {
        return Err(PageError::Barred(Bar::NotFound));
    }
    let request = gloo_net::http::Request::get(address).header("accept", "application/x-postcard");
    let answer = crate::command::accepted(request.send().await).await?;
    answer.binary().await.map(ByteBuf::from).map_err(|_| PageError::Lost)
}

/// Asks once, in the browser.
#[cfg(not(feature = "ssr"))]
pub(crate) async fn fetch<S>(question: S) -> Result<S::Output, PageError>
where
    S: ServerFn<Error = PageError> + Serialize,
    S::Output: DeserializeOwned,
{
    read(&Packed(get(address(&question)).await))
}

/// Asks once, in the browser: never on the server, where no effect runs.
#[cfg(feature = "ssr")]
pub(crate) async fn fetch<S: ServerFn<Error = PageError>>(question: S) -> Result<S::Output, PageError> {
    question.run_body().await
}
