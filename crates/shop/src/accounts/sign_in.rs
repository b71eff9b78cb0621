use std::net::IpAddr;

use super::{Account, SignInRefusal, mails, password, register, store, throttle};
use crate::notifications;
use crate::{Error, Fault, Shop};

/// Checks address and password. The caller then changes the session's id and writes the account into it.
///
/// Unknown addresses get the same answer after the same time. Too many failures on an account or from an address of
/// the network make everybody wait; the bar says how many seconds.
pub async fn sign_in(shop: &Shop, email: &str, password: &str, ip: IpAddr) -> Result<Account, Error<SignInRefusal>> {
    // Longer than any address: nothing to find, and not worth an index's while.
    let email: String = email.trim().chars().filter(|c| *c != '\0').take(254).collect();
    let account = authenticate(shop, &email, password, ip).await?.ok_or(Error::Refused(SignInRefusal::Wrong))?;
    if account.blocked {
        return Err(Error::Refused(SignInRefusal::Blocked));
    }
    if !account.verified {
        let mut tx = shop.begin().await?;
        register::welcome(shop, &mut tx, &account).await?;
        tx.commit().await?;
        return Err(Error::Refused(SignInRefusal::ConfirmFirst));
    }
    Ok(account)
}

/// The account if the password is its own. Counts and throttles failures.
pub(super) async fn authenticate<R: crate::Refusal>(
    shop: &Shop,
    email: &str,
    password: &str,
    ip: IpAddr,
) -> Result<Option<Account>, Error<R>> {
    throttle::admit(shop, email, ip).await?;
    let credentials = store::credentials(&shop.db, email).await?;
    let (id, hash) = credentials.map_or((None, None), |c| (Some(c.id), Some(c.password_hash)));
    let right = password::verify(password, hash).await?;
    match id {
        Some(id) if right => {
            throttle::forgive(shop, email).await?;
            Ok(store::find(&shop.db, id).await?)
        }
        _ => {
            warn_of_failures(shop, email).await?;
            Ok(None)
        }
    }
}

/// Writes to the owner, once a day, when the failures reach the number from which on they cost time.
async fn warn_of_failures(shop: &Shop, email: &str) -> Result<(), Fault> {
    if throttle::failures(shop, email).await? < throttle::FREE_PER_ACCOUNT {
        return Ok(());
    }
    let mut tx = shop.begin().await?;
    if let Some(account) = store::by_email(&mut *tx, email).await? {
        notifications::send(&mut tx, &mails::failures(shop, &account)).await?;
    }
    Ok(tx.commit().await?)
}
