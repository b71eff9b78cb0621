use std::time::Duration;

use shop::accounts::{Actor, Role};
use shop::defences::{DefenceForm, Evidence};
use shop::drops::{self, DropForm, DropMode};
use shop::orders::{self, PlaceOrder, PlaceRefusal, Placed};
use shop::payments::PayForm;
use shop::{DropId, Error, ProductId, Shop, VariantId, line};
use uuid::Uuid;

use crate::{Person, TestShop};

/// A drop with its sizes, as a test made it.
#[derive(Clone, Debug)]
pub struct Release {
    /// The drop.
    pub id: DropId,
    /// What is released.
    pub product: ProductId,
    /// Its variants, in order.
    pub sizes: Vec<VariantId>,
}

impl Release {
    /// A press on the button of the first size.
    pub fn press(&self, key: &str, evidence: Evidence) -> PlaceOrder {
        PlaceOrder {
            drop: self.id,
            variant: self.sizes[0],
            quantity: 1,
            idempotency_key: key.to_owned(),
            admission: None,
            evidence,
        }
    }
}

/// A drop in the making: a flash sale of ten units in one size for an hour from now on, one per
/// customer, ten minutes to pay.
pub struct ReleaseBuilder<'a> {
    shop: &'a TestShop,
    mode: DropMode,
    sizes: Vec<(String, i32)>,
    limit: i32,
    window_minutes: i32,
    review_hours: i32,
    opens_in: Duration,
    line_per_minute: Option<i32>,
    bonus: bool,
    bots: DefenceForm,
}

impl TestShop {
    /// A flash sale in the making.
    pub fn flash_sale(&self) -> ReleaseBuilder<'_> {
        self.release(DropMode::FlashSale)
    }

    /// A draw in the making.
    pub fn draw(&self) -> ReleaseBuilder<'_> {
        self.release(DropMode::Draw)
    }

    fn release(&self, mode: DropMode) -> ReleaseBuilder<'_> {
        let sizes = vec![("EU 42".to_owned(), 10)];
        ReleaseBuilder {
            shop: self,
            mode,
            sizes,
            limit: 1,
            window_minutes: 10,
            review_hours: 0,
            opens_in: Duration::ZERO,
            line_per_minute: None,
            bonus: false,
            bots: DefenceForm::default(),
        }
    }
}

impl ReleaseBuilder<'_> {
    /// These sizes and units instead.
    #[must_use]
    pub fn sizes(mut self, sizes: &[(&str, i32)]) -> Self {
        self.sizes = sizes.iter().map(|(name, units)| ((*name).to_owned(), *units)).collect();
        self
    }

    /// One size with so many units.
    #[must_use]
    pub fn units(self, units: i32) -> Self {
        self.sizes(&[("EU 42", units)])
    }

    /// So many per customer.
    #[must_use]
    pub fn limit(mut self, limit: i32) -> Self {
        self.limit = limit;
        self
    }

    /// So many minutes to pay.
    #[must_use]
    pub fn window_minutes(mut self, minutes: i32) -> Self {
        self.window_minutes = minutes;
        self
    }

    /// More tickets for those who lost draws before.
    #[must_use]
    pub fn bonus(mut self) -> Self {
        self.bonus = true;
        self
    }

    /// So many hours between the close of a draw and its freeze.
    #[must_use]
    pub fn review_hours(mut self, hours: i32) -> Self {
        self.review_hours = hours;
        self
    }

    /// Opens in the future.
    #[must_use]
    pub fn opens_in(mut self, span: Duration) -> Self {
        self.opens_in = span;
        self
    }

    /// With a waiting line that admits so many a minute.
    #[must_use]
    pub fn line(mut self, per_minute: i32) -> Self {
        self.line_per_minute = Some(per_minute);
        self
    }

    /// With this against bots.
    #[must_use]
    pub fn defended(mut self, bots: DefenceForm) -> Self {
        self.bots = bots;
        self
    }

    /// A draft, by way of the staff's form.
    pub async fn draft(self) -> Release {
        let manager = self.shop.staff(Role::Manager).await.actor();
        self.drafted_by(&manager).await
    }

    /// Announced: its stock is pledged.
    pub async fn scheduled(self) -> Release {
        let shop = self.shop;
        let manager = shop.staff(Role::Manager).await.actor();
        let release = self.drafted_by(&manager).await;
        drops::schedule(shop, &manager, release.id).await.expect("cannot schedule");
        release
    }

    /// Announced and open (a draw opens in its own job).
    pub async fn open(self) -> Release {
        let shop = self.shop;
        let release = self.scheduled().await;
        drops::sweep(shop).await.expect("cannot sweep");
        shop.drain().await;
        release
    }

    async fn drafted_by(self, manager: &Actor) -> Release {
        let (product, sizes) = self.goods(manager).await;
        // The form has no seconds: the window begins with this minute.
        let opens = self.shop.now().plus(self.opens_in);
        // A proof of work needs a line: one that lets everybody in at once.
        let line = self.line_per_minute.or((!self.bots.proof_bits.is_empty()).then_some(100_000));
        let form = DropForm {
            product: product.to_string(),
            mode: self.mode.name().to_owned(),
            slug: format!("kiln-runner-{}", Uuid::now_v7().simple()),
            opens_at: opens.input_value(),
            closes_at: opens.plus(Duration::from_secs(3600)).input_value(),
            limit_per_customer: self.limit.to_string(),
            payment_window_minutes: self.window_minutes.to_string(),
            review_hours: self.review_hours.to_string(),
            line_per_minute: line.map(|n| n.to_string()).unwrap_or_default(),
            bonus: self.bonus,
            units: sizes.iter().zip(&self.sizes).map(|(id, (_, units))| (id.to_string(), units.to_string())).collect(),
            bots: self.bots,
        };
        let id = drops::create(self.shop, manager, &form).await.expect("cannot create a drop");
        Release { id, product, sizes }
    }

    async fn goods(&self, manager: &Actor) -> (ProductId, Vec<VariantId>) {
        let product = ProductId::new();
        sqlx::query("insert into products (id, slug, name, maker, state) values ($1, $2, 'Kiln Runner', 'Otto Lindqvist', 'active')")
            .bind(product)
            .bind(format!("kiln-runner-{}", product.0.simple()))
            .execute(&self.shop.db)
            .await
            .expect("cannot make a product");
        let mut sizes = Vec::new();
        for (place, (name, units)) in self.sizes.iter().enumerate() {
            let variant = VariantId::new();
            sqlx::query("insert into variants (id, product_id, sku, name, position, price_minor, currency) values ($1, $2, $3, $4, $5, 14000, 'EUR')")
                .bind(variant)
                .bind(product)
                .bind(variant.to_string())
                .bind(name)
                .bind(i32::try_from(place).unwrap_or(0))
                .execute(&self.shop.db)
                .await
                .expect("cannot make a variant");
            let mut conn = self.shop.db.acquire().await.expect("no connection");
            shop::stock::open(&mut conn, variant).await.expect("cannot open the ledger");
            std::mem::drop(conn);
            let received = shop::stock::receive(self.shop, manager, variant, &units.to_string(), "").await;
            received.expect("cannot receive stock");
            sizes.push(variant);
        }
        (product, sizes)
    }
}

impl Person {
    /// Presses the button of a flash sale's first size under this key.
    pub async fn buy(&self, shop: &TestShop, release: &Release, key: &str) -> Result<Placed, Error<PlaceRefusal>> {
        self.buy_size(shop, release, 0, key).await
    }

    /// Presses the button for a size under this key.
    pub async fn buy_size(
        &self,
        shop: &TestShop,
        release: &Release,
        size: usize,
        key: &str,
    ) -> Result<Placed, Error<PlaceRefusal>> {
        self.press(shop, PlaceOrder { variant: release.sizes[size], ..release.press(key, Evidence::default()) }).await
    }

    /// Presses the button of a flash sale's first size under this key, with something for the drop's defences.
    pub async fn buy_with(
        &self,
        shop: &Shop,
        release: &Release,
        key: &str,
        evidence: Evidence,
    ) -> Result<Placed, Error<PlaceRefusal>> {
        self.press(shop, release.press(key, evidence)).await
    }

    /// As page and API do: in a drop with a waiting line a press takes a place.
    async fn press(&self, shop: &Shop, press: PlaceOrder) -> Result<Placed, Error<PlaceRefusal>> {
        let admission = line::admission_for(shop, &self.actor(), press.drop, None).await?;
        orders::place(shop, &self.actor(), PlaceOrder { admission, ..press }).await
    }
}

/// What a shopper types to pay with a card, to a new address.
pub fn card(number: &str) -> PayForm {
    let to = shop::accounts::AddressForm {
        name: "Ada Byron".into(),
        line1: "Kiln Lane 4".into(),
        city: "Delft".into(),
        postal_code: "2611".into(),
        country: "NL".into(),
        ..Default::default()
    };
    PayForm {
        address: "new".into(),
        to,
        card_number: number.into(),
        card_expiry: "12/60".into(),
        card_cvc: "123".into(),
    }
}
