use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Postcard};
use shop::catalogue::{
    CollectionCard, CollectionForm, CollectionPage, CollectionRefusal, ListFilter, Move, PictureRefusal, ProductForm,
    ProductList, ProductPage, ProductRefusal, ProductState, StaffCollection, StaffFilter, StaffProduct, VariantRow,
    VariantsRefusal,
};
use shop::{CollectionId, ImageId, ProductId};

use crate::error::PageError;

#[cfg(feature = "ssr")]
use {crate::context, leptos_axum::redirect, shop::catalogue};

#[server(input = GetUrl, output = Postcard)]
pub async fn find_collections() -> Result<Vec<CollectionCard>, PageError> {
    Ok(catalogue::collections(&context::shop()).await?)
}

#[server(input = GetUrl, output = Postcard)]
pub async fn find_collection(slug: String, #[server(default)] filter: ListFilter) -> Result<CollectionPage, PageError> {
    Ok(catalogue::collection(&context::shop(), &slug, &filter).await?)
}

#[server(input = GetUrl, output = Postcard)]
pub async fn find_product(slug: String) -> Result<ProductPage, PageError> {
    let asker = context::visitor().map(|visitor| visitor.actor);
    Ok(catalogue::page(&context::shop(), &slug, asker.as_ref()).await?)
}

#[server(input = GetUrl, output = Postcard)]
pub async fn search_products(q: String, page: i64) -> Result<ProductList, PageError> {
    Ok(catalogue::search(&context::shop(), &q, page).await?)
}

#[server(input = GetUrl, output = Postcard)]
pub async fn find_staff_products(#[server(default)] filter: StaffFilter) -> Result<ProductList, PageError> {
    Ok(catalogue::staff_list(&context::shop(), &context::actor()?, &filter).await?)
}

#[server(input = GetUrl, output = Postcard)]
pub async fn find_staff_product(id: ProductId) -> Result<StaffProduct, PageError> {
    Ok(catalogue::staff_product(&context::shop(), &context::actor()?, id).await?)
}

#[server]
pub async fn create_product(#[server(default)] form: ProductForm) -> Result<(), PageError<ProductRefusal>> {
    let id = catalogue::create(&context::shop(), &context::actor()?, &form).await?;
    redirect(&format!("/admin/products/{id}?done=created"));
    Ok(())
}

#[server]
pub async fn edit_product(
    id: ProductId,
    #[server(default)] form: ProductForm,
) -> Result<(), PageError<ProductRefusal>> {
    catalogue::edit(&context::shop(), &context::actor()?, id, &form).await?;
    redirect(&format!("/admin/products/{id}?done=saved"));
    Ok(())
}

#[server]
pub async fn set_product_state(id: ProductId, state: ProductState) -> Result<(), PageError<ProductRefusal>> {
    catalogue::set_state(&context::shop(), &context::actor()?, id, state).await?;
    redirect(&format!("/admin/products/{id}?done={}", state.as_str()));
    Ok(())
}

#[server]
pub async fn save_variants(
    id: ProductId,
    #[server(default)] rows: Vec<VariantRow>,
) -> Result<(), PageError<VariantsRefusal>> {
    catalogue::save_variants(&context::shop(), &context::actor()?, id, &rows).await?;
    redirect(&format!("/admin/products/{id}?done=sizes#sizes"));
    Ok(())
}

#[server]
pub async fn describe_picture(id: ProductId, picture: ImageId, alt: String) -> Result<(), PageError<PictureRefusal>> {
    catalogue::describe_picture(&context::shop(), &context::actor()?, picture, &alt).await?;
    redirect(&format!("/admin/products/{id}?done=described#pictures"));
    Ok(())
}

#[server]
pub async fn move_picture(id: ProductId, picture: ImageId, way: Move) -> Result<(), PageError> {
    catalogue::move_picture(&context::shop(), &context::actor()?, picture, way).await?;
    redirect(&format!("/admin/products/{id}?done=moved#pictures"));
    Ok(())
}

#[server]
pub async fn delete_picture(id: ProductId, picture: ImageId) -> Result<(), PageError> {
    catalogue::delete_picture(&context::shop(), &context::actor()?, picture).await?;
    redirect(&format!("/admin/products/{id}?done=deleted#pictures"));
    Ok(())
}

#[server(input = GetUrl, output = Postcard)]
pub async fn find_staff_collections() -> Result<Vec<CollectionCard>, PageError> {
    Ok(catalogue::staff_collections(&context::shop(), &context::actor()?).await?)
}

#[server(input = GetUrl, output = Postcard)]
pub async fn find_staff_collection(id: CollectionId) -> Result<StaffCollection, PageError> {
    Ok(catalogue::staff_collection(&context::shop(), &context::actor()?, id).await?)
}

#[server]
pub async fn create_collection(#[server(default)] form: CollectionForm) -> Result<(), PageError<CollectionRefusal>> {
    let id = catalogue::create_collection(&context::shop(), &context::actor()?, &form).await?;
    redirect(&format!("/admin/collections/{id}?done=created"));
    Ok(())
}

#[server]
pub async fn edit_collection(
    id: CollectionId,
    #[server(default)] form: CollectionForm,
) -> Result<(), PageError<CollectionRefusal>> {
    catalogue::edit_collection(&context::shop(), &context::actor()?, id, &form).await?;
    redirect(&format!("/admin/collections/{id}?done=saved"));
    Ok(())
}

#[server]
pub async fn move_in_collection(id: CollectionId, product: ProductId, way: Move) -> Result<(), PageError> {
    catalogue::move_in_collection(&context::shop(), &context::actor()?, id, product, way).await?;
    redirect(&format!("/admin/collections/{id}?done=moved#products"));
    Ok(())
}

#[server]
pub async fn delete_collection(id: CollectionId) -> Result<(), PageError> {
    catalogue::delete_collection(&context::shop(), &context::actor()?, id).await?;
    redirect("/admin/collections?done=deleted");
    Ok(())
}
