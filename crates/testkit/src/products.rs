use shop::accounts::{Actor, Role};
use shop::catalogue::{self, ProductForm, ProductState, VariantRow};
use shop::{ProductId, VariantId, stock};

use crate::TestShop;

/// A product in the shop.
#[derive(Clone, Debug)]
pub struct Thing {
    /// The product.
    pub id: ProductId,
    /// Its address.
    pub slug: String,
    /// Its sizes, in order.
    pub variants: Vec<VariantId>,
}

/// What a [`Thing`] will be; made by the commands that staff use.
#[must_use = "nothing is made until `create`"]
pub struct ThingBuilder<'a> {
    shop: &'a TestShop,
    form: ProductForm,
    sizes: Vec<(String, i32)>,
    price: String,
    state: ProductState,
}

impl TestShop {
    /// A product by this name, in the shop, at EUR 140. Without [`ThingBuilder::size`] it has one
    /// size, `One size`, with 50 units.
    pub fn product(&self, name: &str) -> ThingBuilder<'_> {
        let form = ProductForm { name: name.to_owned(), ..ProductForm::default() };
        ThingBuilder { shop: self, form, sizes: Vec::new(), price: "140".to_owned(), state: ProductState::Active }
    }
}

impl ThingBuilder<'_> {
    /// Adds a size with so many units.
    pub fn size(mut self, name: &str, units: i32) -> Self {
        self.sizes.push((name.to_owned(), units));
        self
    }

    /// The price of every size, as staff type it.
    pub fn price(mut self, price: &str) -> Self {
        price.clone_into(&mut self.price);
        self
    }

    /// Changes what is said of it.
    pub fn with(mut self, change: impl FnOnce(&mut ProductForm)) -> Self {
        change(&mut self.form);
        self
    }

    /// Leaves it a draft, or archives it.
    pub fn state(mut self, state: ProductState) -> Self {
        self.state = state;
        self
    }

    /// Makes it.
    ///
    /// # Panics
    /// If the shop refuses.
    pub async fn create(self) -> Thing {
        let actor = self.shop.staff(Role::Manager).await.actor();
        let id = catalogue::create(self.shop, &actor, &self.form).await.expect("the shop refused the product");
        let sizes = if self.sizes.is_empty() { vec![("One size".to_owned(), 50)] } else { self.sizes };
        let rows: Vec<_> = sizes.iter().enumerate().map(|(at, (name, _))| row(id, at, name, &self.price)).collect();
        catalogue::save_variants(self.shop, &actor, id, &rows).await.expect("the shop refused the sizes");
        catalogue::set_state(self.shop, &actor, id, self.state).await.expect("the shop refused the state");
        let found = catalogue::staff_product(self.shop, &actor, id).await.expect("the product is gone");
        let variants: Vec<_> = found.variants.iter().map(|v| v.id).collect();
        receive(self.shop, &actor, &variants, &sizes).await;
        Thing { id, slug: found.product.slug, variants }
    }
}

fn row(product: ProductId, at: usize, name: &str, price: &str) -> VariantRow {
    VariantRow {
        name: name.to_owned(),
        sku: format!("{product}-{at}"),
        price: price.to_owned(),
        ..VariantRow::default()
    }
}

async fn receive(shop: &TestShop, actor: &Actor, variants: &[VariantId], sizes: &[(String, i32)]) {
    for (variant, (_, units)) in variants.iter().zip(sizes).filter(|(_, (_, units))| *units > 0) {
        stock::receive(shop, actor, *variant, &units.to_string(), "").await.expect("the shop refused the stock");
    }
}
