//! Pictures are encoded when there is time: WebP for all, then AVIF.

use std::sync::Arc;
use std::time::Duration;

use image::DynamicImage;
use queue::{Attempt, Job, Outcome, Priority};
use serde::{Deserialize, Serialize};

use super::encode::{self, Format};
use super::pictures::rendition_key;
use super::store::{self, Rendition};
use crate::storage::Key;
use crate::{Fault, ImageId, Shop};

/// Encodes a picture in all widths of one format. WebP, when done, asks for AVIF, which has the lower priority.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EncodePicture {
    /// Which.
    pub image: ImageId,
    /// As what.
    pub format: Format,
}

impl Job for EncodePicture {
    const KIND: &'static str = "catalogue.encode_picture";
    const PRIORITY: Priority = Priority::Low;
    type Context = Shop;

    async fn run(self, shop: &Shop, _: Attempt) -> Outcome {
        // One picture at a time per process; the others wait in the queue and not in a worker's slot.
        match shop.encoding.try_acquire() {
            Ok(_permit) => encode(shop, &self).await.into(),
            Err(_) => Outcome::Snooze(Duration::from_millis(rand::random_range(3_000..8_000))),
        }
    }
}

async fn encode(shop: &Shop, job: &EncodePicture) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let Some(original) = store::original_of(&mut *shop.db.acquire().await?, job.image).await? else { return Ok(()) };
    let bytes = shop.storage.get(&key(&original).map_err(boxed)?).await.map_err(boxed)?;
    let bytes = bytes.ok_or("the original is not in the storage")?;
    let image =
        tokio::task::spawn_blocking(move || encode::read(&bytes)).await?.ok_or("the original cannot be read")?;
    let image = Arc::new(image);
    let mut done = Vec::new();
    for width in encode::widths(image.width()) {
        done.push(one(shop, job, &image, width).await.map_err(boxed)?);
    }
    let mut tx = shop.begin().await?;
    if !store::add_renditions(&mut tx, job.image, job.format.as_str(), &done).await? {
        // Deleted meanwhile: what was written after that is litter.
        queue::enqueue(&mut tx, &ForgetPicture { keys: done.into_iter().map(|r| r.key).collect() }).await?;
    } else if job.format == Format::Webp {
        queue::enqueue(&mut tx, &EncodePicture { image: job.image, format: Format::Avif }).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn one(shop: &Shop, job: &EncodePicture, image: &Arc<DynamicImage>, width: u32) -> Result<Rendition, Fault> {
    let (image, format) = (image.clone(), job.format);
    let bytes = tokio::task::spawn_blocking(move || encode::rendition(&image, width, format)).await??;
    let key = rendition_key(job.image, width, format)?;
    shop.storage.put(&key, bytes.into()).await?;
    Ok(Rendition { width: i32::try_from(width)?, format: format.as_str().to_owned(), key: key.as_str().to_owned() })
}

/// Deletes the files of a picture that is gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForgetPicture {
    /// Their keys in the storage.
    pub keys: Vec<String>,
}

impl Job for ForgetPicture {
    const KIND: &'static str = "catalogue.forget_picture";
    const PRIORITY: Priority = Priority::Low;
    type Context = Shop;

    async fn run(self, shop: &Shop, _: Attempt) -> Outcome {
        for name in &self.keys {
            let forgotten = match key(name) {
                Ok(key) => shop.storage.delete(&key).await,
                Err(fault) => Err(fault),
            };
            if let Err(fault) = forgotten {
                return Outcome::retry(fault.to_string());
            }
        }
        Outcome::Done
    }
}

/// A key that the shop itself has made.
pub(super) fn key(text: &str) -> Result<Key, Fault> {
    Key::parse(text).ok_or_else(|| Fault::new(format!("{text} is no storage key")))
}

fn boxed(fault: Fault) -> Box<dyn std::error::Error + Send + Sync> {
    fault.to_string().into()
}
