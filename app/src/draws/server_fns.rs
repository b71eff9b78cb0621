//! Server functions of draws.

use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Postcard};
use shop::draws::{DrawPage, DrawView, PaperRefusal, RegisterPage};

use crate::error::PageError;
#[cfg(feature = "ssr")]
use {
    crate::context::{self, named},
    leptos_axum::redirect,
};

/// A page of all draws.
#[server(input = GetUrl, output = Postcard)]
pub async fn get_draws(before: Option<i64>) -> Result<DrawPage, PageError> {
    Ok(shop::draws::list(&context::shop(), before).await?)
}

/// The proof of a draw, with its allocation log from the rows before `log_before`.
#[server(input = GetUrl, output = Postcard)]
pub async fn get_draw(id: String, log_before: Option<i64>) -> Result<DrawView, PageError> {
    let visitor = context::visitor().map(|v| v.actor);
    Ok(shop::draws::find(&context::shop(), visitor.as_ref(), named(&id)?, log_before).await?)
}

/// A page of the register.
#[server(input = GetUrl, output = Postcard)]
pub async fn get_register(before: Option<i64>) -> Result<RegisterPage, PageError> {
    Ok(shop::draws::register_page(&context::shop(), before).await?)
}

/// Has the evidence of a draw packed as far as it goes now.
#[server]
pub async fn make_draw_evidence(id: String) -> Result<(), PageError<PaperRefusal>> {
    let draw = named(&id)?;
    shop::draws::papers::ask_evidence(&context::shop(), &context::actor()?, draw).await?;
    redirect(&format!("/admin/draws/{draw}?done=packing"));
    Ok(())
}
