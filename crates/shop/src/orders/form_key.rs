use super::store;
use crate::accounts::Actor;
use crate::{DropId, Error, Shop};

/// The idempotency key of the drop page's form, derived from account, drop and the account's count
/// of orders in it. Press twice, press in two tabs, go back and press again: the key is the same
/// until an order exists that it bound, so it is one order. No random value in a view.
pub async fn form_key(shop: &Shop, actor: &Actor, drop: DropId) -> Result<String, Error> {
    let orders = store::count_in_drop(&shop.db, actor.id, drop).await?;
    let mac = shop.config.secret.mac("order-form-key", format!("{}|{drop}|{orders}", actor.id).as_bytes());
    Ok(format!("form-{}", hex::encode(&mac[..16])))
}
