use std::time::Duration;

use shop::{DropId, stock};

use crate::{Release, TestShop};

/// A flash sale among many.
#[derive(Clone, Copy, Debug)]
pub struct SmallSale {
    /// Units of each size.
    pub units: i32,
    /// Units per customer.
    pub limit: i32,
}

impl TestShop {
    /// Flash sales of another release's goods, scheduled and due: whoever presses first opens them. Written at once,
    /// where the staff's forms would take minutes for thousands of them.
    ///
    /// # Panics
    /// If the stock does not suffice.
    pub async fn many_flash_sales(&self, goods: &Release, sales: &[SmallSale]) -> Vec<Release> {
        let releases: Vec<Release> = sales.iter().map(|_| Release { id: DropId::new(), ..goods.clone() }).collect();
        let mut tx = self.db.begin().await.expect("no connection");
        sqlx::query(
            "with sale as (
               insert into drops (id, slug, product_id, mode, state, opens_at, closes_at, limit_per_customer)
               select id, 'small-sale-' || id, $2, 'flash_sale', 'scheduled', $3, $4, unit_limit
               from unnest($1::uuid[], $5::int[]) as t(id, unit_limit) returning id)
             insert into drop_variants (drop_id, variant_id, pledged, price_minor, currency)
             select id, variant_id, units, 14000, 'EUR'
             from sale join unnest($1::uuid[], $6::int[]) as t(id, units) using (id) cross join unnest($7::uuid[]) as variant_id",
        )
        .bind(releases.iter().map(|release| release.id.0).collect::<Vec<_>>())
        .bind(goods.product)
        .bind(self.now())
        .bind(self.now().plus(Duration::from_secs(36_000)))
        .bind(sales.iter().map(|sale| sale.limit).collect::<Vec<_>>())
        .bind(sales.iter().map(|sale| sale.units).collect::<Vec<_>>())
        .bind(goods.sizes.iter().map(|id| id.0).collect::<Vec<_>>())
        .execute(&mut *tx)
        .await
        .expect("cannot make the sales");
        let units = sales.iter().map(|sale| sale.units).sum();
        for size in &goods.sizes {
            let pledged = stock::pledge(&mut tx, *size, units, releases[0].id, self.now()).await;
            pledged.expect("cannot pledge the stock");
        }
        tx.commit().await.expect("cannot make the sales");
        releases
    }
}
