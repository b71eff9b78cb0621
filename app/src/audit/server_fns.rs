use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Postcard};
use shop::audit::{AuditFilter, AuditPage, Chain};

use crate::error::PageError;

#[cfg(feature = "ssr")]
use {crate::context, shop::audit};

#[server(input = GetUrl, output = Postcard)]
pub async fn find_audit(#[server(default)] filter: AuditFilter) -> Result<AuditPage, PageError> {
    Ok(audit::page(&context::shop(), &context::actor()?, &filter).await?)
}

#[server(input = GetUrl, output = Postcard)]
pub async fn verify_audit() -> Result<Chain, PageError> {
    Ok(audit::verify(&context::shop(), &context::actor()?).await?)
}
