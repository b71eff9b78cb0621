use serde_json::json;
use shop::accounts::Role;
use shop::audit::{self, AuditFilter, Chain};
use shop::{Bar, Error};
use testkit::TestShop;

#[tokio::test]
async fn entries_are_chained_and_found_again() {
    let shop = TestShop::new().await;
    let admin = shop.staff(Role::Admin).await;
    for n in 0..3 {
        let mut tx = shop.begin().await.unwrap();
        audit::record(
            &mut tx,
            Some(&admin.actor()),
            shop.now(),
            "drop.scheduled",
            admin.id.0,
            json!({"b": n, "a": "ü"}),
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
    }
    assert_eq!(audit::verify(&shop, &admin.actor()).await.unwrap(), Chain::Holds(3));
    let page = audit::page(&shop, &admin.actor(), &AuditFilter { subject: Some(admin.id.0), ..AuditFilter::default() })
        .await
        .unwrap();
    assert_eq!(page.entries.iter().map(|e| e.seq).collect::<Vec<_>>(), [3, 2, 1]);
    assert_eq!(page.entries[0].who.as_deref(), Some(admin.name.as_str()));
}

#[tokio::test]
async fn an_entry_that_was_changed_behind_the_shops_back_is_found() {
    let shop = TestShop::new().await;
    let admin = shop.staff(Role::Admin).await;
    for _ in 0..3 {
        let mut conn = shop.begin().await.unwrap();
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
        let mut tx = shop.begin().await.unwrap();
        audit::record(&mut tx, Some(&admin.actor()), shop.now(), "stock.received", None, json!({ "n": n }))
            .await
            .unwrap();
        tx.commit().await.unwrap();
    };
    futures::future::join_all((0..20).map(record)).await;
    assert_eq!(audit::verify(&shop, &admin.actor()).await.unwrap(), Chain::Holds(20));
}

#[tokio::test]
async fn the_log_is_for_admins() {
    let shop = TestShop::new().await;
    let manager = shop.staff(Role::Manager).await;
    let read = audit::page(&shop, &manager.actor(), &AuditFilter::default()).await;
    assert!(matches!(read, Err(Error::Barred(Bar::Forbidden))));
    let checked = audit::verify(&shop, &manager.actor()).await;
    assert!(matches!(checked, Err(Error::Barred(Bar::Forbidden))));
}

#[tokio::test]
async fn the_log_is_filtered_and_paged() {
    let shop = TestShop::new().await;
    let (ada, bob) = (shop.staff(Role::Admin).await, shop.staff(Role::Manager).await);
    let mut tx = shop.begin().await.unwrap();
    for n in 0..60 {
        let (who, action) = if n % 2 == 0 { (&ada, "order.noted") } else { (&bob, "order.shipped") };
        audit::record(&mut tx, Some(&who.actor()), shop.now(), action, None, json!({ "parcels": n, "note": "" }))
            .await
            .unwrap();
    }
    audit::record(&mut tx, None, shop.now(), "account.admin_created", ada.id.0, json!({})).await.unwrap();
    tx.commit().await.unwrap();

    let read = async |filter: AuditFilter| audit::page(&shop, &ada.actor(), &filter).await.unwrap();
    let first = read(AuditFilter::default()).await;
    assert_eq!((first.entries.len(), first.entries[0].seq, first.older), (50, 61, Some(12)));
    assert_eq!((first.entries[0].who.as_deref(), first.entries[0].account), (None, None));
    assert_eq!(first.entries[1].facts, [("parcels".to_owned(), "59".to_owned())]);
    assert_eq!(first.actions, ["account.admin_created", "order.noted", "order.shipped"]);
    assert_eq!(first.people, [(ada.id, ada.name.clone()), (bob.id, bob.name.clone())]);
    let second = read(AuditFilter { before: first.older, ..AuditFilter::default() }).await;
    assert_eq!((second.entries.len(), second.entries[0].seq, second.older), (11, 11, None));
    let shipped = read(AuditFilter { action: "order.shipped".to_owned(), ..AuditFilter::default() }).await;
    assert!(shipped.entries.len() == 30 && shipped.entries.iter().all(|e| e.account == Some(bob.id)));
    let of_ada = read(AuditFilter { account: Some(ada.id), ..AuditFilter::default() }).await;
    assert!(of_ada.entries.len() == 30 && of_ada.entries.iter().all(|e| e.action == "order.noted"));
}
