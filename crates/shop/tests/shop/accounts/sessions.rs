use std::time::Duration;

use serde_json::json;
use shop::AccountId;
use shop::accounts::sessions::{self, Session};
use testkit::TestShop;

fn session(shop: &TestShop, account: AccountId) -> Session {
    Session { data: json!({ "account": account.to_string() }), expires_at: shop.now().plus(Duration::from_hours(1)) }
}

pub(super) async fn open(shop: &TestShop, cookie: &str, account: AccountId) {
    assert!(sessions::create(shop, cookie, &session(shop, account)).await.unwrap());
}

pub(super) async fn signed_in(shop: &TestShop, cookie: &str) -> bool {
    sessions::load(shop, cookie).await.unwrap().is_some_and(|s| s.account().is_some())
}

async fn works(shop: TestShop) {
    let ada = shop.shopper().await;
    open(&shop, "cookie", ada.id).await;
    assert!(!sessions::create(&shop, "cookie", &session(&shop, ada.id)).await.unwrap(), "the value is in use");
    assert_eq!(sessions::load(&shop, "cookie").await.unwrap().unwrap().account(), Some(ada.id));
    assert!(sessions::load(&shop, "other").await.unwrap().is_none());

    let mut changed = session(&shop, ada.id);
    changed.data = json!({});
    assert!(sessions::save(&shop, "cookie", &changed).await.unwrap());
    assert!(!signed_in(&shop, "cookie").await);

    sessions::delete(&shop, "cookie").await.unwrap();
    assert!(sessions::load(&shop, "cookie").await.unwrap().is_none());
    assert!(!sessions::save(&shop, "cookie", &session(&shop, ada.id)).await.unwrap(), "what ended stays ended");
    assert!(sessions::load(&shop, "cookie").await.unwrap().is_none());
}

#[tokio::test]
async fn a_session_works_without_redis() {
    works(TestShop::new().await).await;
}

#[tokio::test]
async fn a_session_works_with_redis() {
    works(TestShop::with_redis().await).await;
}

#[tokio::test]
async fn losing_redis_signs_nobody_out() {
    let shop = TestShop::with_redis().await;
    let ada = shop.shopper().await;
    let cookie = ada.id.to_string();
    open(&shop, &cookie, ada.id).await;
    let mut redis = shop.redis.clone().unwrap();
    let id: Vec<u8> = sqlx::query_scalar("select id from sessions").fetch_one(&shop.db).await.unwrap();
    let key = format!("fairdrop:session:{}", hex::encode(id));
    let copies: i64 = redis::cmd("del").arg(key).query_async(&mut redis).await.unwrap();
    assert_eq!(copies, 1, "there was a copy");
    assert!(signed_in(&shop, &cookie).await);
}

#[tokio::test]
async fn a_session_ends_by_itself_and_is_swept() {
    let shop = TestShop::with_redis().await;
    let ada = shop.shopper().await;
    let cookie = ada.id.to_string();
    open(&shop, &cookie, ada.id).await;
    shop.advance(Duration::from_hours(1));
    assert!(!signed_in(&shop, &cookie).await);
    let mut conn = shop.db.acquire().await.unwrap();
    queue::enqueue(&mut conn, &shop::accounts::Sweep {}).await.unwrap();
    shop.drain().await;
    let left: i64 = sqlx::query_scalar("select count(*) from sessions").fetch_one(&shop.db).await.unwrap();
    assert_eq!(left, 0);
}
