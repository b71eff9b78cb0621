//! The address book of an account. Nobody reaches another's: every query names the account.

use sqlx::{PgConnection, PgExecutor};

use super::store::{self, addresses as book};
use super::{Actor, Address, AddressForm, AddressRefusal, rules};
use crate::{AccountId, AddressId, Bar, Error, Fault, FieldError, Shop};

const MOST: usize = 20;

/// All addresses, the default first.
pub async fn list(db: impl PgExecutor<'_>, account: AccountId) -> Result<Vec<Address>, Fault> {
    Ok(book::list(db, account).await?)
}

/// The default address, if there is any at all.
pub async fn default(db: impl PgExecutor<'_>, account: AccountId) -> Result<Option<Address>, Fault> {
    Ok(book::list(db, account).await?.into_iter().next())
}

/// One address of the account.
pub async fn find(db: impl PgExecutor<'_>, account: AccountId, id: AddressId) -> Result<Option<Address>, Fault> {
    Ok(book::find(db, account, id).await?)
}

/// Adds an address; the first is the default.
pub async fn add(shop: &Shop, actor: &Actor, form: &AddressForm) -> Result<AddressId, Error<AddressRefusal>> {
    let form = check(form)?;
    let mut tx = shop.begin().await?;
    let id = add_step(&mut tx, shop, actor, &form).await?;
    tx.commit().await?;
    Ok(id)
}

async fn add_step(
    conn: &mut PgConnection,
    shop: &Shop,
    actor: &Actor,
    form: &AddressForm,
) -> Result<AddressId, Error<AddressRefusal>> {
    store::lock(conn, actor.id).await?;
    let known = book::list(&mut *conn, actor.id).await?;
    // A form that was sent twice, by a second press or the back button, is one address.
    if let Some(same) = known.iter().find(|address| address.form() == *form) {
        return Ok(same.id);
    }
    if known.len() >= MOST {
        return Err(Error::Refused(AddressRefusal::TooMany));
    }
    let id = AddressId::new();
    book::insert(conn, actor.id, id, form, known.is_empty(), shop.now()).await?;
    Ok(id)
}

/// Changes an address. Orders keep the copy that they took.
pub async fn change(
    shop: &Shop,
    actor: &Actor,
    id: AddressId,
    form: &AddressForm,
) -> Result<(), Error<AddressRefusal>> {
    let form = check(form)?;
    let mut conn = shop.db.acquire().await?;
    found(book::update(&mut conn, actor.id, id, &form).await?)
}

/// Removes an address; when it was the default, the newest of the others takes its place.
pub async fn remove(shop: &Shop, actor: &Actor, id: AddressId) -> Result<(), Error<AddressRefusal>> {
    let mut tx = shop.begin().await?;
    store::lock(&mut tx, actor.id).await?;
    let was_default = book::delete(&mut tx, actor.id, id).await?.ok_or(Bar::NotFound)?;
    if was_default && let Some(next) = book::list(&mut *tx, actor.id).await?.first() {
        book::set_default(&mut tx, actor.id, next.id).await?;
    }
    Ok(tx.commit().await?)
}

/// Makes an address the one that is offered first.
pub async fn make_default(shop: &Shop, actor: &Actor, id: AddressId) -> Result<(), Error<AddressRefusal>> {
    let mut tx = shop.begin().await?;
    store::lock(&mut tx, actor.id).await?;
    book::clear_default(&mut tx, actor.id).await?;
    found(book::set_default(&mut tx, actor.id, id).await?)?;
    Ok(tx.commit().await?)
}

/// The address of a form as an order keeps it, without putting it into the book.
///
/// # Errors
/// The fields that are wrong.
pub fn read(form: &AddressForm) -> Result<Address, Vec<FieldError>> {
    let AddressForm { name, line1, line2, city, region, postal_code, country, phone } = rules::address(form)?;
    Ok(Address {
        id: AddressId::new(),
        name,
        line1,
        line2,
        city,
        region,
        postal_code,
        country,
        phone,
        is_default: false,
    })
}

fn check(form: &AddressForm) -> Result<AddressForm, Error<AddressRefusal>> {
    rules::address(form).map_err(|fields| Error::Refused(AddressRefusal::Invalid(fields)))
}

fn found(found: bool) -> Result<(), Error<AddressRefusal>> {
    if found { Ok(()) } else { Err(Bar::NotFound.into()) }
}
