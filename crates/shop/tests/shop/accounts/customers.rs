use shop::accounts::{self, CustomerRefusal, Role, customers};
use shop::audit::{self, AuditFilter};
use shop::{AccountId, Bar, Error, Problem};
use testkit::TestShop;

use super::fields;
use super::sessions::{open, signed_in};

#[tokio::test]
async fn staff_find_customers_by_a_part_of_name_or_address() {
    let shop = TestShop::new().await;
    let support = shop.staff(Role::Support).await.actor();
    let ada = shop.shopper().await;
    accounts::rename(&shop, &ada.actor(), "Ada 100% Lovelace").await.unwrap();
    let found = async |text: &str| -> Vec<AccountId> {
        customers::search(&shop, &support, text, Some(Role::Shopper), None)
            .await
            .unwrap()
            .customers
            .iter()
            .map(|a| a.id)
            .collect()
    };
    assert_eq!(found("LOVE").await, [ada.id]);
    assert_eq!(found(&ada.email[..8]).await.len(), 1);
    assert_eq!(found("100%").await, [ada.id]);
    assert_eq!(found("%_%").await, []);
    assert_eq!(found("'; drop table accounts; --\0").await, []);
    let eve = shop.shopper().await.actor();
    assert!(matches!(customers::search(&shop, &eve, "", None, None).await, Err(Error::Barred(Bar::Forbidden))));
    assert!(matches!(customers::one(&shop, &eve, ada.id).await, Err(Error::Barred(Bar::Forbidden))));
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repeat() {
    let shop = TestShop::new().await;
    let support = shop.staff(Role::Support).await.actor();
    shop.shoppers(60).await;
    let first = customers::search(&shop, &support, "", Some(Role::Shopper), None).await.unwrap();
    let second = customers::search(&shop, &support, "", Some(Role::Shopper), first.older).await.unwrap();
    assert_eq!((first.customers.len(), second.customers.len(), second.older), (50, 10, None));
    let mut ids: Vec<_> = first.customers.iter().chain(&second.customers).map(|a| a.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 60);
}

#[tokio::test]
async fn blocking_signs_out_and_leaves_a_trail() {
    let shop = TestShop::new().await;
    let (ada, manager, admin) =
        (shop.shopper().await, shop.staff(Role::Manager).await.actor(), shop.staff(Role::Admin).await.actor());
    open(&shop, "phone", ada.id).await;
    assert_eq!(
        fields(customers::block(&shop, &manager, ada.id, " ").await),
        [("reason".to_owned(), Problem::Required)]
    );
    customers::block(&shop, &manager, ada.id, "Chargebacks").await.unwrap();
    customers::block(&shop, &manager, ada.id, "Chargebacks").await.expect("it is so already");
    assert!(!signed_in(&shop, "phone").await);
    assert!(customers::one(&shop, &manager, ada.id).await.unwrap().account.blocked);
    customers::unblock(&shop, &manager, ada.id, "Cleared up").await.unwrap();
    let trail =
        audit::page(&shop, &admin, &AuditFilter { subject: Some(ada.id.0), ..AuditFilter::default() }).await.unwrap();
    assert_eq!(
        trail.entries.iter().map(|e| e.action.as_str()).collect::<Vec<_>>(),
        ["account.unblocked", "account.blocked"]
    );
    assert_eq!(trail.entries[1].facts, [("reason".to_owned(), "Chargebacks".to_owned())]);
}

#[tokio::test]
async fn nobody_does_what_their_role_does_not_allow() {
    let shop = TestShop::new().await;
    let (support, manager, admin) = (
        shop.staff(Role::Support).await.actor(),
        shop.staff(Role::Manager).await.actor(),
        shop.staff(Role::Admin).await.actor(),
    );
    let ada = shop.shopper().await;
    assert!(matches!(customers::block(&shop, &support, ada.id, "x").await, Err(Error::Barred(Bar::Forbidden))));
    assert!(matches!(
        customers::change_role(&shop, &manager, ada.id, Role::Admin, "x").await,
        Err(Error::Barred(Bar::Forbidden))
    ));
    assert!(matches!(
        customers::block(&shop, &manager, support.id, "x").await,
        Err(Error::Refused(CustomerRefusal::IsStaff))
    ));
    assert!(matches!(
        customers::block(&shop, &admin, admin.id, "x").await,
        Err(Error::Refused(CustomerRefusal::Yourself))
    ));
    assert!(matches!(customers::block(&shop, &admin, AccountId::new(), "x").await, Err(Error::Barred(Bar::NotFound))));
    customers::change_role(&shop, &admin, ada.id, Role::Support, "New colleague").await.unwrap();
    assert_eq!(accounts::find(&shop.db, ada.id).await.unwrap().unwrap().role, Role::Support);
}

#[tokio::test]
async fn two_admins_who_demote_each_other_at_once_leave_one() {
    let shop = TestShop::new().await;
    let (one, two) = (shop.staff(Role::Admin).await.actor(), shop.staff(Role::Admin).await.actor());
    let (first, second) = tokio::join!(
        customers::change_role(&shop, &one, two.id, Role::Shopper, "x"),
        customers::block(&shop, &two, one.id, "x")
    );
    assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
    let left: i64 = sqlx::query_scalar("select count(*) from accounts where role = 'admin' and blocked_at is null")
        .fetch_one(&shop.db)
        .await
        .unwrap();
    assert_eq!(left, 1);
}
