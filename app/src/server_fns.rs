//! Server functions that belong to no feature.

use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Postcard};
use serde::{Deserialize, Serialize};

use crate::error::PageError;

/// Who looks at the page, as far as its frame needs to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visitor {
    /// How to address the person.
    pub name: String,
    /// The dashboard is open to them.
    pub staff: bool,
}

/// Who is signed in, if anybody.
#[server(input = GetUrl, output = Postcard)]
#[allow(clippy::unused_async, reason = "a server function is async")]
pub async fn find_visitor() -> Result<Option<Visitor>, PageError> {
    use shop::accounts::Permission;

    let visitor = crate::context::visitor();
    Ok(visitor.map(|v| Visitor { staff: v.actor.may(Permission::ViewDashboard), name: v.name }))
}
