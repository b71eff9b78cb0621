use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Postcard};
use shop::AccountId;
use shop::accounts::{CustomerPage, CustomerRefusal, CustomerView, Role};

use crate::error::PageError;

#[cfg(feature = "ssr")]
use {crate::context, leptos_axum::redirect, shop::accounts::customers};

#[server(input = GetUrl, output = Postcard)]
pub async fn find_customers(
    q: String,
    role: Option<Role>,
    before: Option<AccountId>,
) -> Result<CustomerPage, PageError> {
    Ok(customers::search(&context::shop(), &context::actor()?, &q, role, before).await?)
}

#[server(input = GetUrl, output = Postcard)]
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
