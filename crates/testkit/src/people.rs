use std::sync::atomic::{AtomicU32, Ordering};

use shop::AccountId;
use shop::accounts::{Actor, Role};

use crate::TestShop;

/// The password of everybody whom the testkit makes.
pub const PASSWORD: &str = "correct horse battery";

/// [`PASSWORD`] under argon2id with its least costs, so that making people costs nothing.
const PASSWORD_HASH: &str =
    "$argon2id$v=19$m=8,t=1,p=1$u/28pr7SP47CsmBzxvvQ2Q$+7cXd1Wz4FkBFVyTB4WOtThbK5PRclTjajixxHR9c+g";

/// Somebody with an account.
#[derive(Clone, Debug)]
pub struct Person {
    /// The account.
    pub id: AccountId,
    /// Its address.
    pub email: String,
    /// Their name.
    pub name: String,
    /// What they may do.
    pub role: Role,
}

impl Person {
    /// The person as the one who asks.
    pub const fn actor(&self) -> Actor {
        Actor { id: self.id, role: self.role }
    }
}

impl TestShop {
    /// A new shopper with a confirmed address.
    pub async fn shopper(&self) -> Person {
        self.person(Role::Shopper).await
    }

    /// So many new shoppers.
    pub async fn shoppers(&self, count: usize) -> Vec<Person> {
        self.people(Role::Shopper, count).await
    }

    /// A new member of staff.
    pub async fn staff(&self, role: Role) -> Person {
        self.person(role).await
    }

    async fn person(&self, role: Role) -> Person {
        self.people(role, 1).await.remove(0)
    }

    async fn people(&self, role: Role, count: usize) -> Vec<Person> {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let new = || {
            let n = NEXT.fetch_add(1, Ordering::Relaxed);
            Person { id: AccountId::new(), email: format!("person{n}@example.com"), name: format!("Person {n}"), role }
        };
        let people: Vec<Person> = std::iter::repeat_with(new).take(count).collect();
        sqlx::query(
            "insert into accounts (id, email, name, password_hash, role, verified_at, created_at)
             select id, email, name, $4, $5, $6, $6 from unnest($1::uuid[], $2::text[], $3::text[]) as t(id, email, name)",
        )
        .bind(people.iter().map(|p| p.id.0).collect::<Vec<_>>())
        .bind(people.iter().map(|p| p.email.clone()).collect::<Vec<_>>())
        .bind(people.iter().map(|p| p.name.clone()).collect::<Vec<_>>())
        .bind(PASSWORD_HASH)
        .bind(role)
        .bind(self.now())
        .execute(&self.db)
        .await
        .expect("cannot make people");
        people
    }
}
