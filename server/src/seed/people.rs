//! Who is in the demo shop: an admin and a shopper to sign in as, and a crowd.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use shop::accounts::{self, Actor, Registration};
use shop::{Fault, Shop};

use super::done;

const ADMIN: &str = "admin@smallruns.example";
const SHOPPER: &str = "shopper@smallruns.example";
/// On a machine that only its owner reaches; a shop open to the network gets random ones.
const PASSWORD: &str = "small-runs-demo";

const FIRST: [&str; 20] = [
    "Mara", "Jonas", "Aylin", "Pieter", "Chiara", "Samuel", "Ingrid", "Kofi", "Lucie", "Tomasz", "Nadia", "Emil",
    "Saoirse", "Hugo", "Yuki", "Amara", "Lars", "Zofia", "Mateo", "Wren",
];
const LAST: [&str; 20] = [
    "Lindholm", "de Vries", "Okonkwo", "Ferrari", "Novak", "Brennan", "Sato", "Moreau", "Petersen", "Kaya", "Almeida",
    "Fischer", "Walsh", "Rossi", "Kowalska", "Mensah", "Berg", "Ibrahim", "Castillo", "Hart",
];

/// The demo admin; says the password when it makes it.
pub async fn admin(shop: &Shop, private: bool) -> Result<Actor, Fault> {
    if let Some(account) = accounts::find_by_email(&shop.db, ADMIN).await? {
        return Ok(Actor { id: account.id, role: account.role });
    }
    let password = password(private);
    let form = Registration { name: "Demo Admin".into(), email: ADMIN.into(), password: password.clone() };
    let id = done(accounts::create_admin(shop, &form).await)?;
    accounts::seed_people(shop, &[(SHOPPER.into(), "Demo Shopper".into())], &password).await?;
    println!("Sign in as {ADMIN} (dashboard) or {SHOPPER}, password: {password}");
    Ok(Actor { id, role: accounts::Role::Admin })
}

/// The shopper to sign in as, and 400 others; made once, answered always.
pub async fn crowd(shop: &Shop) -> Result<(Actor, Vec<Actor>), Fault> {
    let unknown = random();
    let shopper = accounts::seed_people(shop, &[(SHOPPER.into(), "Demo Shopper".into())], &unknown).await?;
    let names = LAST
        .iter()
        .enumerate()
        .flat_map(|(row, last)| FIRST.iter().enumerate().map(move |(column, first)| (row * 20 + column, first, last)));
    let people: Vec<_> = names
        .map(|(n, first, last)| (format!("{}.{n}@crowd.invalid", first.to_lowercase()), format!("{first} {last}")))
        .collect();
    let crowd = accounts::seed_people(shop, &people, &unknown).await?;
    let shopper = shopper.into_iter().next().ok_or_else(|| Fault::new("no demo shopper"))?;
    Ok((shopper, crowd))
}

fn password(private: bool) -> String {
    if private { PASSWORD.to_owned() } else { random() }
}

fn random() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 12]>())
}
