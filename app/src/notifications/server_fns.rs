use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Postcard};
use shop::EmailId;
use shop::notifications::{DevMailPage, EmailFilter, EmailPage, EmailView, ResendRefusal};

use crate::error::PageError;

#[cfg(feature = "ssr")]
use {crate::context, leptos_axum::redirect, shop::notifications};

#[server(input = GetUrl, output = Postcard)]
pub async fn find_emails(#[server(default)] filter: EmailFilter) -> Result<EmailPage, PageError> {
    Ok(notifications::emails(&context::shop(), &context::actor()?, &filter).await?)
}

#[server(input = GetUrl, output = Postcard)]
pub async fn find_email(id: EmailId) -> Result<EmailView, PageError> {
    Ok(notifications::email(&context::shop(), &context::actor()?, id).await?)
}

#[server]
pub async fn resend_email(id: EmailId) -> Result<(), PageError<ResendRefusal>> {
    notifications::resend(&context::shop(), &context::actor()?, id).await?;
    redirect(&format!("/admin/emails/{id}?done=resent"));
    Ok(())
}

#[server(input = GetUrl, output = Postcard)]
pub async fn find_dev_mails(before: Option<EmailId>) -> Result<DevMailPage, PageError> {
    Ok(notifications::dev_mails(&context::shop(), before).await?)
}

#[server(input = GetUrl, output = Postcard)]
pub async fn find_dev_mail(id: EmailId) -> Result<EmailView, PageError> {
    Ok(notifications::dev_mail(&context::shop(), id).await?)
}
