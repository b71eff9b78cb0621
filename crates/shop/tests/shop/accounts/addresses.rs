use shop::accounts::{AddressForm, AddressRefusal, addresses};
use shop::{Bar, Error, Problem};
use testkit::TestShop;

use super::fields;

fn form(line1: &str) -> AddressForm {
    AddressForm {
        name: "Ada".into(),
        line1: line1.into(),
        city: "Delft".into(),
        postal_code: "2611".into(),
        country: "NL".into(),
        ..AddressForm::default()
    }
}

#[tokio::test]
async fn the_first_is_the_default_and_the_default_moves() {
    let shop = TestShop::new().await;
    let ada = shop.shopper().await.actor();
    let one = addresses::add(&shop, &ada, &form("1")).await.unwrap();
    let two = addresses::add(&shop, &ada, &form("2")).await.unwrap();
    assert_eq!(addresses::default(&shop.db, ada.id).await.unwrap().unwrap().id, one);
    addresses::make_default(&shop, &ada, two).await.unwrap();
    assert_eq!(addresses::default(&shop.db, ada.id).await.unwrap().unwrap().id, two);
    addresses::change(&shop, &ada, two, &form("2b")).await.unwrap();
    addresses::remove(&shop, &ada, two).await.unwrap();
    let left = addresses::list(&shop.db, ada.id).await.unwrap();
    assert!(left.len() == 1 && left[0].id == one && left[0].is_default);
}

#[tokio::test]
async fn nobody_reaches_anothers() {
    let shop = TestShop::new().await;
    let (ada, eve) = (shop.shopper().await.actor(), shop.shopper().await.actor());
    let id = addresses::add(&shop, &ada, &form("1")).await.unwrap();
    assert!(addresses::find(&shop.db, eve.id, id).await.unwrap().is_none());
    for tried in [
        addresses::change(&shop, &eve, id, &form("2")).await,
        addresses::remove(&shop, &eve, id).await,
        addresses::make_default(&shop, &eve, id).await,
    ] {
        assert!(matches!(tried, Err(Error::Barred(Bar::NotFound))));
    }
    let hers = addresses::list(&shop.db, ada.id).await.unwrap();
    assert!(hers[0].line1 == "1" && hers[0].is_default);
}

#[tokio::test]
async fn pressing_twice_adds_one_and_many_at_once_have_one_default() {
    let shop = TestShop::new().await;
    let ada = shop.shopper().await.actor();
    let forms: Vec<AddressForm> = (0..10).map(|n| form(&(n / 2).to_string())).collect();
    let added = futures::future::join_all(forms.iter().map(|form| addresses::add(&shop, &ada, form))).await;
    assert!(added.iter().all(Result::is_ok));
    let all = addresses::list(&shop.db, ada.id).await.unwrap();
    assert_eq!((all.len(), all.iter().filter(|a| a.is_default).count()), (5, 1));
}

#[tokio::test]
async fn wrong_fields_are_named_and_the_book_has_an_end() {
    let shop = TestShop::new().await;
    let ada = shop.shopper().await.actor();
    let wrong =
        addresses::add(&shop, &ada, &AddressForm { country: "XX".into(), line1: "x".repeat(201), ..form("") }).await;
    assert_eq!(
        fields(wrong),
        [("line1".to_owned(), Problem::TooLong(200)), ("country".to_owned(), Problem::NotAChoice)]
    );
    for n in 0..20 {
        addresses::add(&shop, &ada, &form(&n.to_string())).await.unwrap();
    }
    let refused = addresses::add(&shop, &ada, &form("one more")).await;
    assert!(matches!(refused, Err(Error::Refused(AddressRefusal::TooMany))));
}
