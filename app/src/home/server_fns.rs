use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Postcard};
use shop::front::Home;

use crate::error::PageError;

#[server(input = GetUrl, output = Postcard)]
pub async fn find_home() -> Result<Home, PageError> {
    Ok(shop::front::home(&crate::context::shop()).await?)
}
