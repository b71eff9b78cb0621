use serde_json::json;
use shop::accounts::Role;
use shop::audit::{self, Chain};
use shop::{Bar, Error};
use testkit::TestShop;

#[tokio::test]
async fn entries_are_chained_and_found_again() {
    let shop = TestShop::new().await;
    let admin = shop.staff(Role::Admin).await;
    for n in 0..3 {
        let mut tx = shop.db.begin().await.unwrap();
        audit::record(&mut tx, Some(&admin.actor()), shop.now(), "drop.scheduled", admin.id.0, json!({"b": n, "a": "ü"})).await.unwrap();
        tx.commit().await.unwrap();
    }
    assert_eq!(audit::verify(&shop, &admin.actor()).await.unwrap(), Chain::Holds(3));
    let page = audit::page(&shop, &admin.actor(), None, Some(admin.id.0)).await.unwrap();
    assert_eq!(page.entries.iter().map(|e| e.seq).collect::<Vec<_>>(), [3, 2, 1]);
    assert_eq!(page.entries[0].who.as_deref(), Some(admin.name.as_str()));
}

#[tokio::test]
async fn an_entry_that_was_changed_behind_the_shops_back_is_found() {
    let shop = TestShop::new().await;
    let admin = shop.staff(Role::Admin).await;
    for _ in 0..3 {
        let mut conn = shop.db.begin().await.unwrap();
        audit::record(&mut conn, None, shop.now(), "account.blocked", None, json!({})).await.unwrap();
        conn.commit().await.unwrap();
    }
    let changed = sqlx::query("update audit_entries set action = 'nothing' where seq = 2").execute(&shop.db).await;
    assert!(changed.is_err(), "the table is append-only");
    sqlx::query("alter table audit_entries disable trigger all").execute(&shop.db).await.unwrap();
    sqlx::query("update audit_entries set action = 'nothing' where seq = 2").execute(&shop.db).await.unwrap();
    assert_eq!(audit::verify(&shop, &admin.actor()).await.unwrap(), Chain::BreaksAt(2));
}

#[tokio::test]
async fn many_at_once_make_one_chain() {
    let shop = TestShop::new().await;
    let admin = shop.staff(Role::Admin).await;
    let record = async |n: i32| {
        let mut tx = shop.db.begin().await.unwrap();
        audit::record(&mut tx, Some(&admin.actor()), shop.now(), "stock.received", None, json!({ "n": n })).await.unwrap();
        tx.commit().await.unwrap();
    };
    futures::future::join_all((0..20).map(record)).await;
    assert_eq!(audit::verify(&shop, &admin.actor()).await.unwrap(), Chain::Holds(20));
}

#[tokio::test]
async fn the_log_is_for_admins() {
    let shop = TestShop::new().await;
    let manager = shop.staff(Role::Manager).await;
    let read = audit::page(&shop, &manager.actor(), None, None).await;
    assert!(matches!(read, Err(Error::Barred(Bar::Forbidden))));
}
