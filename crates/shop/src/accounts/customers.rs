//! Accounts as staff see and change them.

use serde_json::json;
use sqlx::PgConnection;

use super::store::{self, addresses as book, customers as list};
use super::{Account, Actor, CustomerPage, CustomerRefusal, CustomerView, Permission, Role, rules, sessions};
use crate::{AccountId, Bar, Error, FieldError, Shop, audit};

const PAGE: i64 = 50;

/// Accounts whose name or address contains `text`, of one role or all, the newest first, from the one after `before` on.
pub async fn search(
    shop: &Shop,
    actor: &Actor,
    text: &str,
    role: Option<Role>,
    before: Option<AccountId>,
) -> Result<CustomerPage, Error> {
    actor.must(Permission::ViewCustomers)?;
    let text: String = text.trim().chars().filter(|c| *c != '\0').take(100).collect();
    let pattern = text.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let mut customers = list::page(&shop.db, &pattern, role, before, PAGE + 1).await?;
    let more = i64::try_from(customers.len()).unwrap_or(0) > PAGE;
    customers.truncate(usize::try_from(PAGE).unwrap_or(0));
    let older = customers.last().filter(|_| more).map(|a| a.id);
    Ok(CustomerPage { customers, older })
}

/// One account with its addresses.
pub async fn one(shop: &Shop, actor: &Actor, id: AccountId) -> Result<CustomerView, Error> {
    actor.must(Permission::ViewCustomers)?;
    let account = store::find(&shop.db, id).await?.ok_or(Bar::NotFound)?;
    let addresses = book::list(&shop.db, id).await?;
    let sessions = store::sessions::count_of(&shop.db, id, shop.now()).await?;
    Ok(CustomerView { account, addresses, sessions })
}

/// Keeps an account out and signs it out everywhere. Staff are blocked by admins alone.
pub async fn block(shop: &Shop, actor: &Actor, id: AccountId, reason: &str) -> Result<(), Error<CustomerRefusal>> {
    let reason = permit(actor, id, Permission::BlockCustomers, reason)?;
    let mut tx = shop.begin().await?;
    keep_an_admin(&mut tx, id).await?;
    let account = lock(&mut tx, id).await?;
    if account.role != Role::Shopper && !actor.may(Permission::EditRoles) {
        return Err(Error::Refused(CustomerRefusal::IsStaff));
    }
    if !list::set_blocked(&mut tx, id, Some(shop.now())).await? {
        return Ok(());
    }
    let ended = sessions::end_all(&mut tx, id, None).await?;
    audit::record(&mut tx, Some(actor), shop.now(), "account.blocked", id.0, json!({ "reason": reason })).await?;
    tx.commit().await?;
    ended.forget(shop).await;
    Ok(())
}

/// Lets a blocked account in again.
pub async fn unblock(shop: &Shop, actor: &Actor, id: AccountId, reason: &str) -> Result<(), Error<CustomerRefusal>> {
    let reason = permit(actor, id, Permission::BlockCustomers, reason)?;
    let mut tx = shop.begin().await?;
    let account = lock(&mut tx, id).await?;
    if account.role != Role::Shopper && !actor.may(Permission::EditRoles) {
        return Err(Error::Refused(CustomerRefusal::IsStaff));
    }
    if !list::set_blocked(&mut tx, id, None).await? {
        return Ok(());
    }
    audit::record(&mut tx, Some(actor), shop.now(), "account.unblocked", id.0, json!({ "reason": reason })).await?;
    Ok(tx.commit().await?)
}

/// Gives an account another role. One admin always remains.
pub async fn change_role(
    shop: &Shop,
    actor: &Actor,
    id: AccountId,
    role: Role,
    reason: &str,
) -> Result<(), Error<CustomerRefusal>> {
    let reason = permit(actor, id, Permission::EditRoles, reason)?;
    let mut tx = shop.begin().await?;
    if role != Role::Admin {
        keep_an_admin(&mut tx, id).await?;
    }
    let account = lock(&mut tx, id).await?;
    if account.role == role {
        return Ok(());
    }
    list::set_role(&mut tx, id, role).await?;
    let details = json!({ "from": account.role, "to": role, "reason": reason });
    audit::record(&mut tx, Some(actor), shop.now(), "account.role_changed", id.0, details).await?;
    Ok(tx.commit().await?)
}

/// The reason, if the actor may and gave one.
fn permit(
    actor: &Actor,
    id: AccountId,
    permission: Permission,
    reason: &str,
) -> Result<String, Error<CustomerRefusal>> {
    actor.must(permission)?;
    if actor.id == id {
        return Err(Error::Refused(CustomerRefusal::Yourself));
    }
    rules::line(reason, 500, true)
        .map_err(|problem| Error::Refused(CustomerRefusal::Invalid(vec![FieldError::new("reason", problem)])))
}

async fn lock(conn: &mut PgConnection, id: AccountId) -> Result<Account, Error<CustomerRefusal>> {
    store::lock(conn, id).await?;
    Ok(store::find(conn, id).await?.ok_or(Bar::NotFound)?)
}

/// Before the account itself is locked: all admins are locked in one order, so two who demote each other do not deadlock.
async fn keep_an_admin(conn: &mut PgConnection, leaving: AccountId) -> Result<(), Error<CustomerRefusal>> {
    let admins = list::lock_admins(conn).await?;
    if admins.contains(&leaving) && admins.len() == 1 {
        Err(Error::Refused(CustomerRefusal::LastAdmin))
    } else {
        Ok(())
    }
}
