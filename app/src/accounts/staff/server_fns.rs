use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use shop::accounts::{CustomerPage, CustomerRefusal, CustomerView, Role};
use shop::audit::{AuditPage, Chain};
use shop::dead_letters::{DeadLetterRefusal, JobPage, JobState, JobView};
use shop::notifications::{EmailPage, EmailView};
use shop::{AccountId, EmailId};

use crate::error::PageError;

#[cfg(feature = "ssr")]
use {
    crate::context,
    leptos_axum::redirect,
    shop::accounts::customers,
    shop::{audit, dead_letters, notifications},
};

#[server(input = GetUrl)]
pub async fn find_customers(q: String, role: Option<Role>, before: Option<AccountId>) -> Result<CustomerPage, PageError> {
    Ok(customers::search(&context::shop(), &context::actor()?, &q, role, before).await?)
}

#[server(input = GetUrl)]
pub async fn find_customer(id: AccountId) -> Result<CustomerView, PageError> {
    Ok(customers::one(&context::shop(), &context::actor()?, id).await?)
}

#[server]
pub async fn block_customer(id: AccountId, reason: String) -> Result<(), PageError<CustomerRefusal>> {
    customers::block(&context::shop(), &context::actor()?, id, &reason).await?;
    redirect(&format!("/admin/customers/{id}?done=blocked"));
    Ok(())
}

#[server]
pub async fn unblock_customer(id: AccountId, reason: String) -> Result<(), PageError<CustomerRefusal>> {
    customers::unblock(&context::shop(), &context::actor()?, id, &reason).await?;
    redirect(&format!("/admin/customers/{id}?done=unblocked"));
    Ok(())
}

#[server]
pub async fn change_role(id: AccountId, role: Role, reason: String) -> Result<(), PageError<CustomerRefusal>> {
    customers::change_role(&context::shop(), &context::actor()?, id, role, &reason).await?;
    redirect(&format!("/admin/customers/{id}?done=role"));
    Ok(())
}

#[server(input = GetUrl)]
pub async fn find_emails(to: String, before: Option<EmailId>) -> Result<EmailPage, PageError> {
    Ok(notifications::emails(&context::shop(), &context::actor()?, &to, before).await?)
}

#[server(input = GetUrl)]
pub async fn find_email(id: EmailId) -> Result<EmailView, PageError> {
    Ok(notifications::email(&context::shop(), &context::actor()?, id).await?)
}

#[server(input = GetUrl)]
pub async fn find_audit(before: Option<i64>) -> Result<AuditPage, PageError> {
    Ok(audit::page(&context::shop(), &context::actor()?, before, None).await?)
}

#[server(input = GetUrl)]
pub async fn verify_audit() -> Result<Chain, PageError> {
    Ok(audit::verify(&context::shop(), &context::actor()?).await?)
}

#[server(input = GetUrl)]
pub async fn find_jobs(state: Option<JobState>, before: Option<i64>) -> Result<JobPage, PageError> {
    Ok(dead_letters::list(&context::shop(), &context::actor()?, state, before).await?)
}

#[server(input = GetUrl)]
pub async fn find_job(id: i64) -> Result<JobView, PageError> {
    Ok(dead_letters::one(&context::shop(), &context::actor()?, id).await?)
}

#[server]
pub async fn retry_job(id: i64) -> Result<(), PageError<DeadLetterRefusal>> {
    dead_letters::retry(&context::shop(), &context::actor()?, id).await?;
    redirect(&format!("/admin/jobs/{id}?done=retried"));
    Ok(())
}

#[server]
pub async fn discard_job(id: i64) -> Result<(), PageError<DeadLetterRefusal>> {
    dead_letters::discard(&context::shop(), &context::actor()?, id).await?;
    redirect(&format!("/admin/jobs/{id}?done=discarded"));
    Ok(())
}
