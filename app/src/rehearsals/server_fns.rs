use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Postcard};
use shop::rehearsals::{Rehearsal, RehearsalRefusal};
use shop::{DropId, RehearsalId};

use crate::error::PageError;

#[cfg(feature = "ssr")]
use {
    crate::context,
    leptos_axum::redirect,
    shop::rehearsals::{self, RehearsalForm},
};

/// The latest of a drop.
#[server(input = GetUrl, output = Postcard)]
pub async fn find_rehearsals(drop_id: DropId) -> Result<Vec<Rehearsal>, PageError> {
    Ok(rehearsals::of_drop(&context::shop(), &context::actor()?, drop_id).await?)
}

#[server]
pub async fn rehearse_drop(
    drop_id: DropId,
    #[server(default)] shoppers: String,
    #[server(default)] at_once: String,
) -> Result<(), PageError<RehearsalRefusal>> {
    let form = RehearsalForm { shoppers, at_once };
    rehearsals::begin(&context::shop(), &context::actor()?, drop_id, &form).await?;
    redirect(&format!("/admin/drops/{drop_id}?done=rehearsing"));
    Ok(())
}

#[server]
pub async fn stop_rehearsal(drop_id: DropId, id: RehearsalId) -> Result<(), PageError<RehearsalRefusal>> {
    rehearsals::stop(&context::shop(), &context::actor()?, id).await?;
    redirect(&format!("/admin/drops/{drop_id}?done=stopping"));
    Ok(())
}
