//! `fairdrop seed`: the demo shop, Small Runs, made by the commands that staff and shoppers use; and
//! crowds for load tests. What is there already is left alone, so it may run again at any time.

mod goods;
mod load;
mod people;
mod pictures;
mod plan;
mod story;

pub use load::{load_drop, shoppers};

use std::time::Instant;

use shop::config::Environment;
use shop::{Error, Fault, Refusal};

use crate::boot;
use crate::config::Settings;

/// Makes the demo shop and says how to get in. Refused in production.
pub async fn demo(settings: &Settings) -> Result<(), Fault> {
    if settings.shop.environment == Environment::Production {
        return Err(Fault::new("the demo shop is not seeded in production (FAIRDROP_ENV)"));
    }
    let start = Instant::now();
    let shop = boot::shop(settings).await?;
    boot::migrate(&shop.db).await?;
    let admin = people::admin(&shop, settings.listen.ip().is_loopback()).await?;
    let goods = goods::stock_the_shelves(&shop, &admin).await?;
    // The pictures take processor time, the story waits for the database.
    let (drawn, told) = tokio::join!(pictures::draw(&shop, &admin, &goods), story::tell(&shop, &admin, &goods));
    if drawn? + told? > 0 {
        println!("The demo shop is ready, after {} s.", start.elapsed().as_secs());
    }
    Ok(())
}

/// What a command answered; a refusal of what the seed itself asks is a fault.
fn done<T, R: Refusal>(answer: Result<T, Error<R>>) -> Result<T, Fault> {
    answer.map_err(|error| match error {
        Error::Fault(fault) => fault,
        Error::Barred(bar) => Fault::new(format!("the seed was refused: {}", bar.message())),
        Error::Refused(refusal) => {
            Fault::new(format!("the seed was refused: {} {:?}", refusal.message(), refusal.fields()))
        }
    })
}
