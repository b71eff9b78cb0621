use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Postcard};
use shop::VariantId;
use shop::stock::{MovementPage, ShelfFilter, ShelfPage, StockRefusal};

use crate::error::PageError;

#[cfg(feature = "ssr")]
use {crate::context, leptos_axum::redirect, shop::stock};

#[server(input = GetUrl, output = Postcard)]
pub async fn find_shelves(#[server(default)] filter: ShelfFilter) -> Result<ShelfPage, PageError> {
    Ok(stock::shelves(&context::shop(), &context::actor()?, &filter).await?)
}

#[server(input = GetUrl, output = Postcard)]
pub async fn find_movements(variant: VariantId, before: Option<i64>) -> Result<MovementPage, PageError> {
    Ok(stock::movements(&context::shop(), &context::actor()?, variant, before).await?)
}

#[server]
pub async fn receive_stock(variant: VariantId, units: String, note: String) -> Result<(), PageError<StockRefusal>> {
    stock::receive(&context::shop(), &context::actor()?, variant, &units, &note).await?;
    redirect(&format!("/admin/stock/{variant}?done=received"));
    Ok(())
}

#[server]
pub async fn correct_stock(variant: VariantId, units: String, note: String) -> Result<(), PageError<StockRefusal>> {
    stock::correct(&context::shop(), &context::actor()?, variant, &units, &note).await?;
    redirect(&format!("/admin/stock/{variant}?done=corrected"));
    Ok(())
}
