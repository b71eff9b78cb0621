use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

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
/// Where files are until they are whole. No key leads there.
const UNFINISHED: &str = ".unfinished";
/// How old an unfinished file is that nobody writes any more.
const ABANDONED: Duration = Duration::from_hours(24);

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
        let unfinished = self.root.join(UNFINISHED);
        for folder in path.parent().into_iter().chain([&*unfinished]) {
            fs::create_dir_all(folder).await?;
        }
        sweep(&unfinished).await?;
        Ok((path, unfinished.join(format!("{:016x}", rand::random::<u64>()))))
    }
}

/// Deletes what processes left there that were killed. Whoever comes second finds nothing, which does no harm.
async fn sweep(folder: &Path) -> Result<(), Fault> {
    let mut files = fs::read_dir(folder).await?;
    while let Some(file) = files.next_entry().await? {
        let written = file.metadata().await.and_then(|file| file.modified());
        if written.is_ok_and(|at| at.elapsed().is_ok_and(|age| age > ABANDONED)) {
            let _ = fs::remove_file(file.path()).await;
        }
    }
    Ok(())
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

    async fn put_file(&self, key: &Key, mut file: File) -> Result<(), Fault> {
        let (path, beside) = self.place(key).await?;
        tokio::task::spawn_blocking(move || {
            let mut copy = File::create(&beside)?;
            std::io::copy(&mut file, &mut copy)?;
            copy.sync_all()?;
            Ok(std::fs::rename(beside, path)?)
        })
        .await?
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
        disk.put_file(&large, File::open(&from).unwrap()).await.unwrap();
        let kept = disk.open(&large).await.unwrap().unwrap();
        let parts: Vec<Bytes> = kept.parts.try_collect().await.unwrap();
        assert_eq!((kept.size, parts.concat().len()), (200_000, 200_000));
        assert!(parts.len() > 1);
        disk.delete(&key).await.unwrap();
        disk.delete(&key).await.unwrap();
        assert_eq!(disk.get(&key).await.unwrap(), None);
        std::fs::remove_dir_all(root).unwrap();
    }
    #[tokio::test]
    async fn what_a_killed_process_left_unfinished_goes_after_a_day() {
        let root = std::env::temp_dir().join(format!("fairdrop-storage-{:08x}", rand::random::<u32>()));
        let unfinished = root.join(UNFINISHED);
        std::fs::create_dir_all(&unfinished).unwrap();
        for (name, hours) in [("old", 25), ("new", 23)] {
            let file = File::create(unfinished.join(name)).unwrap();
            file.set_modified(std::time::SystemTime::now() - Duration::from_hours(hours)).unwrap();
        }
        let key = Key::parse("pictures/one.jpg").unwrap();
        DiskStorage::new(root.clone()).put(&key, Bytes::from_static(b"bytes")).await.unwrap();
        let left: Vec<_> = std::fs::read_dir(&unfinished).unwrap().map(|file| file.unwrap().file_name()).collect();
        assert_eq!(left, ["new"]);
        std::fs::remove_dir_all(root).unwrap();
    }
}
