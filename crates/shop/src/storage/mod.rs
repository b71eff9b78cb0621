//! Where files are kept: a trait, and its implementation on disk.

mod disk;

use std::fs::File;

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;

use crate::Fault;

pub use disk::DiskStorage;

/// Keeps files under keys. A key is written once and never changed, so that what is read may be
/// cached for good.
#[async_trait]
pub trait Storage: Send + Sync {
    /// Keeps `bytes` under `key`. The same bytes under the same key again do no harm.
    async fn put(&self, key: &Key, bytes: Bytes) -> Result<(), Fault>;
    /// Keeps the rest of an open file under `key`, without reading it into memory.
    async fn put_file(&self, key: &Key, file: File) -> Result<(), Fault>;
    /// What is kept under `key`, if anything is.
    async fn get(&self, key: &Key) -> Result<Option<Bytes>, Fault>;
    /// The same, to be read in parts.
    async fn open(&self, key: &Key) -> Result<Option<Kept>, Fault>;
    /// Forgets what is kept under `key`; nothing there does no harm.
    async fn delete(&self, key: &Key) -> Result<(), Fault>;
}

/// A kept file that is read in parts.
pub struct Kept {
    /// Bytes of it.
    pub size: u64,
    /// Its parts in order.
    pub parts: BoxStream<'static, Result<Bytes, Fault>>,
}

/// The name of a kept file: lower-case words joined by hyphens, in folders, with an extension,
/// such as `pictures/0198…-640.webp`. So it never leaves its folder, whoever made it up.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key(String);

impl Key {
    /// Reads a key; `None` when it is not one.
    pub fn parse(text: &str) -> Option<Self> {
        let word =
            |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        let (path, extension) = text.rsplit_once('.')?;
        (text.len() <= 200 && word(extension) && path.split('/').all(word)).then(|| Self(text.to_owned()))
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The media type by its extension; `None` for what the shop does not serve.
    pub fn media_type(&self) -> Option<&'static str> {
        match self.0.rsplit_once('.')?.1 {
            "avif" => Some("image/avif"),
            "jpg" => Some("image/jpeg"),
            "webp" => Some("image/webp"),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_stays_in_its_folder() {
        for good in ["pictures/0198-640.webp", "a.jpg", "a/b/c.avif"] {
            assert!(Key::parse(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "../a.jpg",
            "/etc/passwd",
            "a/../b.jpg",
            "a//b.jpg",
            "a.",
            ".jpg",
            "A.jpg",
            "a.b.jpg",
            "a\\b.jpg",
            "a%2e.jpg",
            "a\0.jpg",
        ] {
            assert!(Key::parse(bad).is_none(), "{bad}");
        }
    }
}
