//! Accounts that nobody registers: the first admin, and crowds for load tests.

use std::time::Duration;

use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::rules::{self, Email, Wrong};
use super::{Account, Actor, RegisterRefusal, Registration, Role, password, store, tokens};
use crate::config::Environment;
use crate::{AccountId, At, Error, Fault, FieldError, Problem, Shop, audit};

/// Makes a confirmed admin, from the command line.
pub async fn create_admin(shop: &Shop, form: &Registration) -> Result<AccountId, Error<RegisterRefusal>> {
    let mut wrong = Wrong::default();
    let email = wrong.check("email", Email::parse(&form.email));
    let name = wrong.check("name", rules::person(&form.name));
    let fit = wrong.check("password", rules::password(&form.password, form.email.trim()));
    let (Some(email), Some(name), Some(())) = (email, name, fit) else {
        return Err(Error::Refused(RegisterRefusal::Invalid(wrong.into_fields())));
    };
    let hash = password::hash(&form.password).await?;
    let now = shop.now();
    let admin = Account {
        id: AccountId::new(),
        email: email.as_str().to_owned(),
        name,
        role: Role::Admin,
        verified: true,
        blocked: false,
        created_at: now,
    };
    let mut tx = shop.begin().await?;
    if !store::insert(&mut tx, &admin, &hash).await? {
        return Err(Error::Refused(RegisterRefusal::Invalid(vec![FieldError::new("email", Problem::Taken)])));
    }
    audit::record(&mut tx, None, now, "account.admin_created", admin.id.0, json!({})).await?;
    tx.commit().await?;
    Ok(admin.id)
}

/// The password of the shoppers that [`seed_shoppers`] makes.
pub const CROWD_PASSWORD: &str = "a crowd of shoppers";
const BATCH: u32 = 10_000;
const TOKEN_LIFETIME: Duration = Duration::from_hours(24);

/// Makes so many confirmed shoppers with one password, hashed once, and answers each with an access token that works
/// for a day. Refused in production.
pub async fn seed_shoppers(shop: &Shop, count: u32) -> Result<Vec<(AccountId, String)>, Fault> {
    refuse_in_production(shop)?;
    let hash = password::hash(CROWD_PASSWORD).await?;
    let expires = shop.now().plus(TOKEN_LIFETIME);
    let mut tx = shop.begin().await?;
    let crowd = crowd(&mut tx, count, &hash, shop.now()).await?;
    tx.commit().await?;
    let token = |actor: Actor| (actor.id, tokens::issue(&shop.config.secret, &actor, expires));
    Ok(crowd.into_iter().map(token).collect())
}

/// Makes so many confirmed shoppers with one password, at addresses that never get mail.
pub(crate) async fn crowd(
    conn: &mut PgConnection,
    count: u32,
    password_hash: &str,
    at: At,
) -> Result<Vec<Actor>, Fault> {
    let mut crowd = Vec::new();
    for first in (0..count).step_by(BATCH as usize) {
        let ids: Vec<Uuid> = (first..count.min(first + BATCH)).map(|_| AccountId::new().0).collect();
        // The id makes the address unique however often the seed runs; `.invalid` never gets mail (RFC 2606).
        let emails: Vec<String> = ids.iter().map(|id| format!("shopper-{}@crowd.invalid", id.simple())).collect();
        let names: Vec<String> =
            (0..ids.len()).map(|n| format!("Shopper {}", u64::from(first) + n as u64 + 1)).collect();
        store::insert_many(conn, &ids, &emails, &names, password_hash, at).await?;
        crowd.extend(ids.into_iter().map(|id| Actor { id: AccountId(id), role: Role::Shopper }));
    }
    Ok(crowd)
}

/// Makes confirmed shoppers of these addresses and names with one password; those whose address is taken stay as they
/// are. Answers all of them, in order. Refused in production.
pub async fn seed_people(shop: &Shop, people: &[(String, String)], password: &str) -> Result<Vec<Actor>, Fault> {
    refuse_in_production(shop)?;
    let hash = password::hash(password).await?;
    let mut actors = Vec::with_capacity(people.len());
    let mut tx = shop.begin().await?;
    for (email, name) in people {
        let person = Account {
            id: AccountId::new(),
            email: email.clone(),
            name: name.clone(),
            role: Role::Shopper,
            verified: true,
            blocked: false,
            created_at: shop.now(),
        };
        let id = if store::insert(&mut tx, &person, &hash).await? { person.id } else { taken(&mut tx, email).await? };
        actors.push(Actor { id, role: Role::Shopper });
    }
    tx.commit().await?;
    Ok(actors)
}

async fn taken(conn: &mut PgConnection, email: &str) -> Result<AccountId, Fault> {
    let account = store::by_email(conn, email).await?.ok_or_else(|| Fault::new("an address is taken and is not"))?;
    Ok(account.id)
}

fn refuse_in_production(shop: &Shop) -> Result<(), Fault> {
    if shop.config.environment == Environment::Production {
        return Err(Fault::new("shoppers are not seeded in production (FAIRDROP_ENV)"));
    }
    Ok(())
}
