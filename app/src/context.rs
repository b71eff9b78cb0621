//! Who is asking, and the shop that they ask: read from the request's context on the server.

use http::request::Parts;
use leptos::prelude::{expect_context, use_context};
use shop::accounts::Actor;
use shop::{Bar, Refusal, Shop};

use crate::error::PageError;

/// Who the server found behind the session cookie; put into the request's extensions by a layer.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The account and its role.
    pub actor: Actor,
    /// How to address the person.
    pub name: String,
}

/// The shop.
pub fn shop() -> Shop {
    expect_context::<Shop>()
}

/// Who is signed in, if anybody.
pub fn visitor() -> Option<SignedIn> {
    use_context::<Parts>()?.extensions.get::<SignedIn>().cloned()
}

/// Who is signed in; refuses when nobody is.
pub fn actor<R: Refusal>() -> Result<Actor, PageError<R>> {
    visitor().map(|v| v.actor).ok_or_else(|| PageError::Barred(Bar::SignIn).answer())
}
