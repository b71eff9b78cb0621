use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Postcard};
use shop::jobs::{DeadLetterRefusal, JobFilter, JobPage, JobView};

use crate::error::PageError;

#[cfg(feature = "ssr")]
use {crate::context, leptos_axum::redirect, shop::jobs};

#[server(input = GetUrl, output = Postcard)]
pub async fn find_jobs(#[server(default)] filter: JobFilter) -> Result<JobPage, PageError> {
    Ok(jobs::page(&context::shop(), &context::actor()?, &filter).await?)
}

#[server(input = GetUrl, output = Postcard)]
pub async fn find_job(id: i64) -> Result<JobView, PageError> {
    Ok(jobs::find(&context::shop(), &context::actor()?, id).await?)
}

#[server]
pub async fn retry_job(id: i64) -> Result<(), PageError<DeadLetterRefusal>> {
    jobs::retry(&context::shop(), &context::actor()?, id).await?;
    redirect(&format!("/admin/jobs/{id}?done=retried"));
    Ok(())
}

#[server]
pub async fn discard_job(id: i64) -> Result<(), PageError<DeadLetterRefusal>> {
    jobs::discard(&context::shop(), &context::actor()?, id).await?;
    redirect(&format!("/admin/jobs/{id}?done=discarded"));
    Ok(())
}

#[server]
pub async fn retry_jobs(kind: String) -> Result<(), PageError<DeadLetterRefusal>> {
    jobs::retry_all(&context::shop(), &context::actor()?, &kind).await?;
    redirect("/admin/jobs?state=dead&done=retried");
    Ok(())
}

#[server]
pub async fn discard_jobs(kind: String) -> Result<(), PageError<DeadLetterRefusal>> {
    jobs::discard_all(&context::shop(), &context::actor()?, &kind).await?;
    redirect("/admin/jobs?state=dead&done=discarded");
    Ok(())
}
