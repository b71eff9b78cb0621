//! What load tests need, so that any load tool can buy and enter: shoppers with tokens, and open drops.

use std::io::Write;
use std::path::Path;
use std::time::Duration;

use shop::catalogue::{self, ProductForm, ProductState, VariantRow};
use shop::config::Environment;
use shop::drops::{self, DropForm, DropMode};
use shop::{Fault, Shop, accounts, stock};

use super::{done, people};
use crate::boot;
use crate::config::Settings;

async fn shop(settings: &Settings) -> Result<Shop, Fault> {
    if settings.shop.environment == Environment::Production {
        return Err(Fault::new("crowds and drops for load tests are not made in production (FAIRDROP_ENV)"));
    }
    let shop = boot::shop(settings).await?;
    boot::migrate(&shop.db).await?;
    Ok(shop)
}

/// Makes so many shoppers and writes a line `account_id,access_token` for each. Refused in production.
pub async fn shoppers(settings: &Settings, count: u32, tokens: Option<&Path>) -> Result<(), Fault> {
    let shop = shop(settings).await?;
    let crowd = accounts::seed_shoppers(&shop, count).await?;
    if let Some(path) = tokens {
        let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
        for (id, token) in &crowd {
            writeln!(file, "{id},{token}")?;
        }
        file.flush()?;
    }
    println!("{count} shoppers made; their password is {:?}", accounts::CROWD_PASSWORD);
    Ok(())
}

/// Opens a drop of so many units in one size, and prints `drop_id,variant_id`. Refused in production.
pub async fn load_drop(settings: &Settings, mode: DropMode, units: u32, limit: u32) -> Result<(), Fault> {
    let shop = shop(settings).await?;
    let admin = people::admin(&shop, true).await?;
    let name = format!("Load test {}", shop.now().ms());
    let product = done(catalogue::create(&shop, &admin, &ProductForm { name, ..ProductForm::default() }).await)?;
    let size =
        VariantRow { name: "One size".into(), sku: product.to_string(), price: "140".into(), ..VariantRow::default() };
    done(catalogue::save_variants(&shop, &admin, product, &[size]).await)?;
    let found = done(catalogue::staff_product(&shop, &admin, product).await)?;
    let variant = found.variants.first().ok_or_else(|| Fault::new("a variant just saved is not there"))?.id;
    let mut missing = units;
    while missing > 0 {
        // What one delivery may hold.
        let part = missing.min(100_000);
        done(stock::receive(&shop, &admin, variant, &part.to_string(), "For a load test").await)?;
        missing -= part;
    }
    done(catalogue::set_state(&shop, &admin, product, ProductState::Active).await)?;
    let form = DropForm {
        product: product.to_string(),
        mode: mode.name().to_owned(),
        slug: format!("load-test-{}", shop.now().ms()),
        opens_at: shop.now().plus(Duration::from_mins(2)).input_value(),
        closes_at: shop.now().plus(Duration::from_hours(24)).input_value(),
        limit_per_customer: limit.to_string(),
        payment_window_minutes: "1440".into(),
        line_per_minute: String::new(),
        units: std::iter::once((variant.to_string(), units.to_string())).collect(),
        ..DropForm::default()
    };
    let drop = done(drops::create(&shop, &admin, &form).await)?;
    done(drops::schedule(&shop, &admin, drop).await)?;
    done(drops::open_now(&shop, &admin, drop).await)?;
    println!("{drop},{variant}");
    Ok(())
}
