use shop::accounts::Role;
use shop::catalogue::{
    self, CollectionForm, ListFilter, Move, ProductForm, ProductRefusal, ProductState, Sort, StaffFilter, VariantRow,
    VariantsRefusal,
};
use shop::{Bar, Error, FieldError, Problem, ProductId, Refusal};
use testkit::TestShop;

fn form(name: &str) -> ProductForm {
    ProductForm { name: name.to_owned(), ..ProductForm::default() }
}

fn row(name: &str, sku: &str, price: &str) -> VariantRow {
    VariantRow { name: name.into(), sku: sku.into(), price: price.into(), ..VariantRow::default() }
}

fn wrong<R: Refusal, T: std::fmt::Debug>(answer: Result<T, Error<R>>) -> Vec<FieldError> {
    match answer {
        Err(Error::Refused(refusal)) => refusal.fields().to_vec(),
        other => panic!("{other:?}"),
    }
}

async fn count(shop: &TestShop, table: &str) -> i64 {
    let sql = format!("select count(*) from {table}");
    sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&shop.db).await.unwrap()
}

#[tokio::test]
async fn a_product_goes_from_draft_to_shop_to_archive() {
    let shop = TestShop::new().await;
    let (manager, shopper) = (shop.staff(Role::Manager).await.actor(), shop.shopper().await.actor());
    let id = catalogue::create(&shop, &manager, &form("Kiln Runner")).await.unwrap();
    let seen = async |who| catalogue::page(&shop, "kiln-runner", who).await.map(|page| page.product.state);

    assert!(matches!(seen(None).await, Err(Error::Barred(Bar::NotFound))));
    assert!(matches!(seen(Some(&shopper)).await, Err(Error::Barred(Bar::NotFound))));
    assert_eq!(seen(Some(&manager)).await.unwrap(), ProductState::Draft);

    let publish = catalogue::set_state(&shop, &manager, id, ProductState::Active).await;
    assert!(matches!(publish, Err(Error::Refused(ProductRefusal::NoVariants))));
    catalogue::save_variants(&shop, &manager, id, &[row("EU 42", "KR-42", "140"), row("", "", "")]).await.unwrap();
    catalogue::set_state(&shop, &manager, id, ProductState::Active).await.unwrap();
    assert_eq!(seen(None).await.unwrap(), ProductState::Active);
    assert_eq!(catalogue::newest(&shop, 5).await.unwrap().len(), 1);

    catalogue::set_state(&shop, &manager, id, ProductState::Archived).await.unwrap();
    assert_eq!(seen(None).await.unwrap(), ProductState::Archived);
    assert!(catalogue::newest(&shop, 5).await.unwrap().is_empty());
    let audited: Vec<String> =
        sqlx::query_scalar("select action from audit_entries order by seq").fetch_all(&shop.db).await.unwrap();
    assert_eq!(audited, ["product.created", "product.variants_saved", "product.published", "product.archived"]);
}

#[tokio::test]
async fn wrong_input_is_named_by_field_and_writes_nothing() {
    let shop = TestShop::new().await;
    let manager = shop.staff(Role::Manager).await.actor();
    let answer = catalogue::create(
        &shop,
        &manager,
        &ProductForm { slug: "Not one".into(), edition_size: "many".into(), ..form(" ") },
    )
    .await;
    let fields: Vec<_> = wrong(answer).into_iter().map(|f| f.field).collect();
    assert_eq!(fields, ["name", "slug", "edition_size"]);
    assert_eq!(count(&shop, "products").await + count(&shop, "audit_entries").await, 0);

    catalogue::create(&shop, &manager, &form("Kiln Runner")).await.unwrap();
    let answer = catalogue::create(&shop, &manager, &form("Kiln, runner")).await;
    assert_eq!(wrong(answer), [FieldError::new("slug", Problem::Taken)]);
    let answer = catalogue::edit(&shop, &manager, ProductId::new(), &form("Nothing")).await;
    assert!(matches!(answer, Err(Error::Barred(Bar::NotFound))));
}

#[tokio::test]
async fn only_those_who_may_change_the_catalogue() {
    let shop = TestShop::new().await;
    let thing = shop.product("Bowl").create().await;
    for actor in [shop.shopper().await.actor(), shop.staff(Role::Support).await.actor()] {
        assert!(matches!(catalogue::create(&shop, &actor, &form("x")).await, Err(Error::Barred(Bar::Forbidden))));
        assert!(matches!(
            catalogue::edit(&shop, &actor, thing.id, &form("x")).await,
            Err(Error::Barred(Bar::Forbidden))
        ));
        assert!(matches!(
            catalogue::save_variants(&shop, &actor, thing.id, &[]).await,
            Err(Error::Barred(Bar::Forbidden))
        ));
        assert!(matches!(
            catalogue::set_state(&shop, &actor, thing.id, ProductState::Draft).await,
            Err(Error::Barred(Bar::Forbidden))
        ));
        let collection = CollectionForm { name: "x".into(), ..CollectionForm::default() };
        assert!(matches!(
            catalogue::create_collection(&shop, &actor, &collection).await,
            Err(Error::Barred(Bar::Forbidden))
        ));
    }
}

#[tokio::test]
async fn sizes_are_saved_together_or_not_at_all() {
    let shop = TestShop::new().await;
    let manager = shop.staff(Role::Manager).await.actor();
    let other = shop.product("Other").create().await;
    let taken: String = sqlx::query_scalar("select sku from variants").fetch_one(&shop.db).await.unwrap();
    let id = catalogue::create(&shop, &manager, &form("Kiln Runner")).await.unwrap();

    let answer =
        catalogue::save_variants(&shop, &manager, id, &[row("EU 41", "KR-41", "140"), row("EU 42", &taken, "140")])
            .await;
    assert_eq!(wrong(answer), [FieldError::new("rows.1.sku", Problem::Taken)]);
    assert!(catalogue::staff_product(&shop, &manager, id).await.unwrap().variants.is_empty());

    catalogue::save_variants(&shop, &manager, id, &[row("EU 41", "KR-41", "140"), row("EU 42", "KR-42", "149.50")])
        .await
        .unwrap();
    let there = catalogue::staff_product(&shop, &manager, id).await.unwrap().variants;
    let edit = |v: &catalogue::Variant, price: &str, remove: &str| VariantRow {
        id: v.id.to_string(),
        remove: remove.into(),
        ..row(&v.name, &v.sku, price)
    };
    catalogue::save_variants(&shop, &manager, id, &[edit(&there[0], "", "yes"), edit(&there[1], "150", "")])
        .await
        .unwrap();
    let there = catalogue::staff_product(&shop, &manager, id).await.unwrap().variants;
    assert_eq!(there.iter().map(|v| (v.name.as_str(), v.price.minor)).collect::<Vec<_>>(), [("EU 42", 15_000)]);

    // A variant of another product is not this product's to change, and one with history stays.
    let foreign = VariantRow { id: other.variants[0].to_string(), ..row("EU 43", "X", "1") };
    assert!(matches!(
        catalogue::save_variants(&shop, &manager, id, &[foreign]).await,
        Err(Error::Barred(Bar::NotFound))
    ));
    let gone = VariantRow { id: other.variants[0].to_string(), remove: "yes".into(), ..VariantRow::default() };
    let answer = catalogue::save_variants(&shop, &manager, other.id, &[gone]).await;
    assert!(matches!(answer, Err(Error::Refused(VariantsRefusal::InUse))));
}

#[tokio::test]
async fn search_forgives_words_run_together_and_slips() {
    let shop = TestShop::new().await;
    let max = shop.product("Air Max").with(|f| f.maker = "Nadia Kerr".into()).create().await;
    let bowl =
        shop.product("Blue Rim Bowl").with(|f| f.description = "Thrown slowly, fired twice.".into()).create().await;
    shop.product("Air Max Two").state(ProductState::Draft).create().await;
    for _ in 0..3 {
        shop.product(&format!("Vase {}", ProductId::new())).create().await;
    }
    for (query, first) in [
        ("airmax", max.id),
        ("air max", max.id),
        ("AIR-MAX", max.id),
        ("airmx", max.id),
        ("kerr", max.id),
        ("firing", bowl.id),
        ("blue bowl", bowl.id),
        ("blu rim", bowl.id),
    ] {
        let found = catalogue::search(&shop, query, 1).await.unwrap();
        assert_eq!(found.cards.first().map(|card| card.id), Some(first), "{query}");
    }
    for nothing in ["", "   ", "zzzzzz", "%", "_", "'; drop table products; --", "\0", "東京", "((&|!"] {
        assert_eq!(catalogue::search(&shop, nothing, 1).await.unwrap().total, 0, "{nothing}");
    }
    assert_eq!(catalogue::search(&shop, "airmax", 1).await.unwrap().total, 1, "drafts are not found");
}

#[tokio::test]
async fn a_collection_is_filtered_sorted_and_arranged() {
    let shop = TestShop::new().await;
    let manager = shop.staff(Role::Manager).await.actor();
    let shoes = CollectionForm { name: "Shoes".into(), ..CollectionForm::default() };
    let id = catalogue::create_collection(&shop, &manager, &shoes).await.unwrap();
    assert_eq!(
        wrong(catalogue::create_collection(&shop, &manager, &shoes).await),
        [FieldError::new("slug", Problem::Taken)]
    );
    assert!(catalogue::collections(&shop).await.unwrap().is_empty(), "an empty collection is not shown");
    let in_it = |f: &mut ProductForm| f.collections = vec![id];
    let low = shop.product("Low").with(in_it).size("EU 41", 0).size("EU 42", 3).price("90").create().await.id;
    let high = shop.product("High").with(in_it).size("EU 41", 0).price("120").create().await.id;
    shop.product("Draft").with(in_it).state(ProductState::Draft).create().await;

    let shown = async |filter: ListFilter| {
        let page = catalogue::collection(&shop, "shoes", &filter).await.unwrap();
        page.list.cards.into_iter().map(|card| card.id).collect::<Vec<_>>()
    };
    let all = ListFilter::default();
    assert_eq!(shown(all.clone()).await, [low, high]);
    assert_eq!(shown(ListFilter { sort: Sort::Dearest, ..all.clone() }).await, [high, low]);
    assert_eq!(shown(ListFilter { in_stock: true, ..all.clone() }).await, [low]);
    assert_eq!(shown(ListFilter { size: "EU 41".into(), ..all.clone() }).await, [low, high]);
    assert!(shown(ListFilter { size: "EU 41".into(), in_stock: true, ..all.clone() }).await.is_empty());
    assert_eq!(catalogue::collection(&shop, "shoes", &all).await.unwrap().list.sizes, ["EU 41", "EU 42"]);

    catalogue::move_in_collection(&shop, &manager, id, high, Move::Earlier).await.unwrap();
    assert_eq!(shown(all.clone()).await, [high, low]);
    catalogue::edit(&shop, &manager, high, &form("High")).await.unwrap();
    assert_eq!(shown(all).await, [low]);
    assert!(matches!(
        catalogue::collection(&shop, "hats", &ListFilter::default()).await,
        Err(Error::Barred(Bar::NotFound))
    ));
    catalogue::delete_collection(&shop, &manager, id).await.unwrap();
    assert_eq!(count(&shop, "products").await, 3);
}

#[tokio::test]
async fn staff_find_products_by_name_maker_sku_and_state() {
    let shop = TestShop::new().await;
    let support = shop.staff(Role::Support).await.actor();
    let bowl = shop.product("Bowl").with(|f| f.maker = "Tomás Arriaga".into()).create().await;
    shop.product("Vase").state(ProductState::Draft).create().await;
    let found = async |q: &str, state| {
        let filter = StaffFilter { q: q.to_owned(), state, page: 1 };
        catalogue::staff_list(&shop, &support, &filter).await.unwrap().total
    };
    assert_eq!(found("", None).await, 2);
    assert_eq!(found("", Some(ProductState::Draft)).await, 1);
    assert_eq!(found("arriaga", None).await, 1);
    assert_eq!(found(&bowl.id.to_string(), None).await, 1);
    assert_eq!(found("%", None).await, 0);
}
