use std::io::ErrorKind;
use std::path::PathBuf;

use async_trait::async_trait;
use bytes::Bytes;
use tokio::fs;
use tokio::io::AsyncWriteExt;

use super::{Key, Storage};
use crate::Fault;

/// Files in a folder of this machine.
#[derive(Clone, Debug)]
pub struct DiskStorage {
    root: PathBuf,
}

impl DiskStorage {
    /// Keeps files below `root`, which is made when the first file comes.
    pub fn new(root: PathBuf) -> Self {
        Self { root }
    }

    fn path(&self, key: &Key) -> PathBuf {
        self.root.join(key.as_str())
    }
}

#[async_trait]
impl Storage for DiskStorage {
    /// Writes beside and renames, so that nobody reads half a file, also after a crash.
    async fn put(&self, key: &Key, bytes: Bytes) -> Result<(), Fault> {
        let path = self.path(key);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).await?;
        }
        let beside = path.with_extension(format!("{:08x}.part", rand::random::<u32>()));
        let mut file = fs::File::create(&beside).await?;
        file.write_all(&bytes).await?;
        file.sync_all().await?;
        Ok(fs::rename(&beside, &path).await?)
    }

    async fn get(&self, key: &Key) -> Result<Option<Bytes>, Fault> {
        match fs::read(self.path(key)).await {
            Ok(bytes) => Ok(Some(bytes.into())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn delete(&self, key: &Key) -> Result<(), Fault> {
        match fs::remove_file(self.path(key)).await {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn keeps_reads_and_forgets() {
        let root = std::env::temp_dir().join(format!("fairdrop-storage-{:08x}", rand::random::<u32>()));
        let disk = DiskStorage::new(root.clone());
        let key = Key::parse("pictures/one.jpg").unwrap();
        assert_eq!(disk.get(&key).await.unwrap(), None);
        disk.put(&key, Bytes::from_static(b"bytes")).await.unwrap();
        disk.put(&key, Bytes::from_static(b"bytes")).await.unwrap();
        assert_eq!(disk.get(&key).await.unwrap().as_deref(), Some(b"bytes".as_slice()));
        disk.delete(&key).await.unwrap();
        disk.delete(&key).await.unwrap();
        assert_eq!(disk.get(&key).await.unwrap(), None);
        std::fs::remove_dir_all(root).unwrap();
    }
}
