use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use futures::StreamExt;
use futures::stream;
use tokio::fs;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::{Kept, Key, Storage};
use crate::Fault;

/// Bytes that are read at once.
const PART: usize = 64 * 1024;

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

    /// Where a file goes, and where it is written before it is there.
    async fn place(&self, key: &Key) -> Result<(PathBuf, PathBuf), Fault> {
        let path = self.path(key);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).await?;
        }
        let beside = path.with_extension(format!("{:08x}.part", rand::random::<u32>()));
        Ok((path, beside))
    }
}

#[async_trait]
impl Storage for DiskStorage {
    /// Writes beside and renames, so that nobody reads half a file, also after a crash.
    async fn put(&self, key: &Key, bytes: Bytes) -> Result<(), Fault> {
        let (path, beside) = self.place(key).await?;
        let mut file = fs::File::create(&beside).await?;
        file.write_all(&bytes).await?;
        file.sync_all().await?;
        Ok(fs::rename(&beside, &path).await?)
    }

    async fn put_file(&self, key: &Key, file: &Path) -> Result<(), Fault> {
        let (path, beside) = self.place(key).await?;
        fs::copy(file, &beside).await?;
        fs::File::open(&beside).await?.sync_all().await?;
        Ok(fs::rename(&beside, &path).await?)
    }

    async fn get(&self, key: &Key) -> Result<Option<Bytes>, Fault> {
        match fs::read(self.path(key)).await {
            Ok(bytes) => Ok(Some(bytes.into())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn open(&self, key: &Key) -> Result<Option<Kept>, Fault> {
        let file = match fs::File::open(self.path(key)).await {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let size = file.metadata().await?.len();
        let parts = stream::try_unfold(file, |mut file| async move {
            let mut part = BytesMut::with_capacity(PART);
            let read = file.read_buf(&mut part).await?;
            Ok::<_, Fault>((read > 0).then(|| (part.freeze(), file)))
        });
        Ok(Some(Kept { size, parts: parts.boxed() }))
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
    use futures::TryStreamExt;

    #[tokio::test]
    async fn keeps_reads_and_forgets() {
        let root = std::env::temp_dir().join(format!("fairdrop-storage-{:08x}", rand::random::<u32>()));
        let disk = DiskStorage::new(root.clone());
        let key = Key::parse("pictures/one.jpg").unwrap();
        assert_eq!(disk.get(&key).await.unwrap(), None);
        disk.put(&key, Bytes::from_static(b"bytes")).await.unwrap();
        disk.put(&key, Bytes::from_static(b"bytes")).await.unwrap();
        assert_eq!(disk.get(&key).await.unwrap().as_deref(), Some(b"bytes".as_slice()));
        let from = root.join("file");
        std::fs::write(&from, vec![7; 200_000]).unwrap();
        let large = Key::parse("papers/two.zip").unwrap();
        disk.put_file(&large, &from).await.unwrap();
        let kept = disk.open(&large).await.unwrap().unwrap();
        let parts: Vec<Bytes> = kept.parts.try_collect().await.unwrap();
        assert_eq!((kept.size, parts.concat().len()), (200_000, 200_000));
        assert!(parts.len() > 1);
        disk.delete(&key).await.unwrap();
        disk.delete(&key).await.unwrap();
        assert_eq!(disk.get(&key).await.unwrap(), None);
        std::fs::remove_dir_all(root).unwrap();
    }
}
