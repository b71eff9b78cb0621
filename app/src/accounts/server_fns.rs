use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Postcard};
use shop::AddressId;
use shop::accounts::{
    Account, Address, AddressForm, AddressRefusal, ForgotRefusal, LinkRefusal, ProfileRefusal, RegisterRefusal,
    ResetRefusal, SignInRefusal,
};

use crate::error::PageError;

#[cfg(feature = "ssr")]
use {
    super::next,
    crate::context::{self, client_ip},
    leptos_axum::redirect,
    shop::accounts::{self, Registration, addresses},
    shop::{Bar, Error, Never},
};

#[server]
pub async fn register(email: String, name: String, password: String) -> Result<(), PageError<RegisterRefusal>> {
    accounts::register(&context::shop(), &Registration { email, name, password }).await?;
    redirect("/register/sent");
    Ok(())
}

#[server]
pub async fn confirm(token: String) -> Result<(), PageError<LinkRefusal>> {
    accounts::confirm(&context::shop(), &token).await?;
    redirect("/sign-in?done=confirmed");
    Ok(())
}

#[server]
pub async fn sign_in(email: String, password: String, next: String) -> Result<(), PageError<SignInRefusal>> {
    let account = accounts::sign_in(&context::shop(), &email, &password, client_ip()).await?;
    context::open_session(account.id).await.map_err(Error::from)?;
    redirect(next::safe(&next));
    Ok(())
}

#[server]
pub async fn sign_out() -> Result<(), PageError> {
    context::end_session().await.map_err(Error::from)?;
    redirect("/");
    Ok(())
}

#[server]
pub async fn ask_reset(email: String) -> Result<(), PageError<ForgotRefusal>> {
    accounts::ask_reset(&context::shop(), &email).await?;
    redirect("/forgot/sent");
    Ok(())
}

#[server]
pub async fn reset_password(token: String, password: String) -> Result<(), PageError<ResetRefusal>> {
    accounts::reset(&context::shop(), &token, &password).await?;
    redirect("/sign-in?done=reset");
    Ok(())
}

#[server(input = GetUrl, output = Postcard)]
pub async fn find_account() -> Result<Account, PageError> {
    let actor = context::actor::<Never>()?;
    let found = accounts::find(&context::shop().db, actor.id).await.map_err(Error::<Never>::from)?;
    Ok(found.ok_or(Error::<Never>::from(Bar::SignIn))?)
}

#[server]
pub async fn rename(name: String) -> Result<(), PageError<ProfileRefusal>> {
    accounts::rename(&context::shop(), &context::actor()?, &name).await?;
    redirect("/account/profile?done=renamed");
    Ok(())
}

#[server]
pub async fn change_password(password: String, new_password: String) -> Result<(), PageError<ProfileRefusal>> {
    let keep = context::session_cookie();
    accounts::change_password(
        &context::shop(),
        &context::actor()?,
        &password,
        &new_password,
        keep.as_deref(),
        client_ip(),
    )
    .await?;
    redirect("/account/profile?done=password");
    Ok(())
}

#[server]
pub async fn change_email(email: String, password: String) -> Result<(), PageError<ProfileRefusal>> {
    accounts::ask_email_change(&context::shop(), &context::actor()?, &email, &password, client_ip()).await?;
    redirect("/account/profile?done=email");
    Ok(())
}

#[server]
pub async fn confirm_email(token: String) -> Result<(), PageError<LinkRefusal>> {
    accounts::confirm_email_change(&context::shop(), &token).await?;
    redirect("/sign-in?done=email");
    Ok(())
}

#[server(input = GetUrl, output = Postcard)]
pub async fn find_addresses() -> Result<Vec<Address>, PageError> {
    let actor = context::actor::<Never>()?;
    Ok(addresses::list(&context::shop().db, actor.id).await.map_err(Error::<Never>::from)?)
}

#[server(input = GetUrl, output = Postcard)]
pub async fn find_address(id: AddressId) -> Result<Address, PageError> {
    let actor = context::actor::<Never>()?;
    let found = addresses::find(&context::shop().db, actor.id, id).await.map_err(Error::<Never>::from)?;
    Ok(found.ok_or(Error::<Never>::from(Bar::NotFound))?)
}

#[server]
pub async fn add_address(form: AddressForm, next: String) -> Result<(), PageError<AddressRefusal>> {
    addresses::add(&context::shop(), &context::actor()?, &form).await?;
    redirect(if next.is_empty() { "/account/addresses?done=added" } else { next::safe(&next) });
    Ok(())
}

#[server]
pub async fn change_address(id: AddressId, form: AddressForm) -> Result<(), PageError<AddressRefusal>> {
    addresses::change(&context::shop(), &context::actor()?, id, &form).await?;
    redirect("/account/addresses?done=changed");
    Ok(())
}

#[server]
pub async fn remove_address(id: AddressId) -> Result<(), PageError<AddressRefusal>> {
    addresses::remove(&context::shop(), &context::actor()?, id).await?;
    redirect("/account/addresses?done=removed");
    Ok(())
}

#[server]
pub async fn prefer_address(id: AddressId) -> Result<(), PageError<AddressRefusal>> {
    addresses::make_default(&context::shop(), &context::actor()?, id).await?;
    redirect("/account/addresses?done=preferred");
    Ok(())
}
