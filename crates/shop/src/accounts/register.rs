use serde_json::json;
use sqlx::PgConnection;

use super::links::{self, Purpose};
use super::rules::{self, Email, Wrong};
use super::{Account, LinkRefusal, RegisterRefusal, Registration, Role, mails, password, store};
use crate::events::{self, Topic};
use crate::notifications;
use crate::{AccountId, Error, Fault, Shop};

/// Makes an account, and asks its owner by mail to confirm the address.
///
/// The answer is the same when the address has an account: then its owner hears of it by mail.
pub async fn register(shop: &Shop, form: &Registration) -> Result<(), Error<RegisterRefusal>> {
    let mut wrong = Wrong::default();
    let email = wrong.check("email", Email::parse(&form.email));
    let name = wrong.check("name", rules::person(&form.name));
    let fit = wrong.check("password", rules::password(&form.password, form.email.trim()));
    let (Some(email), Some(name), Some(())) = (email, name, fit) else {
        return Err(Error::Refused(RegisterRefusal::Invalid(wrong.into_fields())));
    };
    let hash = password::hash(&form.password).await?;
    let now = shop.now();
    let account = Account {
        id: AccountId::new(),
        email: email.as_str().to_owned(),
        name,
        role: Role::Shopper,
        verified: false,
        blocked: false,
        created_at: now,
    };
    let mut tx = shop.begin().await?;
    if store::insert(&mut tx, &account, &hash).await? {
        events::emit(&mut tx, Topic::User, "account.registered", account.id.0, json!({})).await?;
        welcome(shop, &mut tx, &account).await?;
    } else if let Some(known) = store::by_email(&mut *tx, &account.email).await? {
        again(shop, &mut tx, &known, &account.name, &hash).await?;
    }
    Ok(tx.commit().await?)
}

/// The address has an account. If it was never confirmed, what was filled in last counts, and links of before are void:
/// else whoever registers a stranger's address first would know the password that the stranger confirms.
async fn again(shop: &Shop, conn: &mut PgConnection, known: &Account, name: &str, hash: &str) -> Result<(), Fault> {
    if known.verified {
        notifications::send(conn, &mails::known(shop, known)).await?;
        return Ok(());
    }
    let known = Account { name: name.to_owned(), ..known.clone() };
    if welcome(shop, conn, &known).await? {
        store::register_again(conn, known.id, name, hash).await?;
    }
    Ok(())
}

/// Sends the link that confirms the address; false within a minute of the one before.
pub(super) async fn welcome(shop: &Shop, conn: &mut PgConnection, account: &Account) -> Result<bool, Fault> {
    let Some(token) = links::issue(conn, account.id, Purpose::Confirm, None, shop.now()).await? else {
        return Ok(false);
    };
    notifications::send(conn, &mails::welcome(shop, account, &token)).await?;
    Ok(true)
}

/// Confirms the address by the link in the mail. Pressing it twice does no harm.
pub async fn confirm(shop: &Shop, token: &str) -> Result<(), Error<LinkRefusal>> {
    let mut tx = shop.begin().await?;
    let Some(spent) = links::spend(&mut tx, token, Purpose::Confirm, shop.now()).await? else {
        let before = links::was_spent(&mut tx, token, Purpose::Confirm).await?;
        return if before { Ok(()) } else { Err(Error::Refused(LinkRefusal::Spent)) };
    };
    store::verify(&mut tx, spent.account_id, shop.now()).await?;
    events::emit(&mut tx, Topic::User, "account.confirmed", spent.account_id.0, json!({})).await?;
    Ok(tx.commit().await?)
}
