//! The evidence pack: every public file of a draw as far as its allocation log goes, with what our verifier finds in them.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use draw::{Evidence, TEST_CHAIN};
use futures::TryStreamExt;
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::files::{self, Lines};
use super::papers::Told;
use super::words;
use crate::{Bar, DrawId, Error, Fault, Shop};

const VERIFY_PY: &[u8] = include_bytes!("../../../draw/verify.py");

/// A file of this machine that goes when it is no longer needed.
pub(super) struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        Self(std::env::temp_dir().join(format!("fairdrop-evidence-{}.zip", uuid::Uuid::now_v7())))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// What goes in, in order.
type Files = Vec<(&'static str, Vec<u8>)>;

/// Packs it into a file. The lists are in memory while they are checked, about 300 bytes an entry; the archive is not.
pub(super) async fn pack(shop: &Shop, id: DrawId, told: &Told, certificate: Vec<u8>) -> Result<Scratch, Fault> {
    let lists = Lists::read(shop, id, told).await?;
    let (record, drawn_at) = (told.record.clone(), told.drawn.at.ms());
    let about = words::About {
        shop: shop.config.shop_name.clone(),
        title: told.drawn.title.clone(),
        url: format!("{}/draws/{id}", shop.config.base_url),
    };
    tokio::task::spawn_blocking(move || {
        let json = record.to_json()?.into_bytes();
        let verification = words::verification(&lists.verify(&json));
        let files: Files = vec![
            ("README.txt", words::readme(&about, &record).into_bytes()),
            ("certificate.pdf", certificate),
            ("rules.txt", words::rules(&about, &record.rules).into_bytes()),
            ("record.json", json),
            ("entries.csv", lists.entries),
            ("ranking.csv", lists.ranking),
            ("allocations.csv", lists.allocations),
            ("register.csv", lists.register),
            ("verify.py", VERIFY_PY.to_vec()),
            ("verification.txt", verification.into_bytes()),
        ];
        let scratch = Scratch::new();
        write(scratch.path(), &format!("draw-{id}"), &files, drawn_at)?;
        Ok(scratch)
    })
    .await?
}

struct Lists {
    entries: Vec<u8>,
    ranking: Vec<u8>,
    allocations: Vec<u8>,
    register: Vec<u8>,
}

impl Lists {
    /// The lists as they were at one moment of the log: later rows, of other draws too, would make the pack another one.
    async fn read(shop: &Shop, id: DrawId, told: &Told) -> Result<Self, Fault> {
        let rows = usize::try_from(told.drawn.log_rows)?;
        let mut allocations = all(files::allocations_csv(shop, id).await).await?;
        allocations.truncate(end_of_line(&allocations, rows));
        let mut register = all(Ok(files::register_csv(shop))).await?;
        register.truncate(end_of_draw(&register, id));
        Ok(Self {
            entries: all(files::entries_csv(shop, id).await).await?,
            ranking: all(files::ranking_csv(shop, id).await).await?,
            allocations,
            register,
        })
    }

    fn verify(&self, record: &[u8]) -> draw::Report {
        draw::verify(&Evidence {
            record,
            entries: Some(&self.entries),
            ranking: Some(&self.ranking),
            allocations: Some(&self.allocations),
            register: Some(&self.register),
            // The report says of a test chain that it is one.
            test_chains: std::slice::from_ref(&TEST_CHAIN),
            ..Evidence::default()
        })
    }
}

async fn all(lines: Result<Lines, Error>) -> Result<Vec<u8>, Fault> {
    let lines = match lines {
        Ok(lines) => lines,
        Err(Error::Fault(fault)) => return Err(fault),
        Err(_) => return Err(Fault::new(format!("a list of a drawn draw: {:?}", Bar::NotFound))),
    };
    let gather = |mut all: Vec<u8>, part: bytes::Bytes| async move {
        all.extend_from_slice(&part);
        Ok(all)
    };
    lines.try_fold(Vec::new(), gather).await
}

/// Where the line of this number ends; the header is line 0.
fn end_of_line(list: &[u8], number: usize) -> usize {
    list.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(number).map_or(list.len(), |(at, _)| at + 1)
}

/// Where the register's last row of this draw ends.
fn end_of_draw(register: &[u8], id: DrawId) -> usize {
    let (id, mut end, mut last) = (id.to_string(), 0, 0);
    for line in register.split_inclusive(|byte| *byte == b'\n') {
        end += line.len();
        if last == 0 || line.split(|byte| *byte == b',').nth(2) == Some(id.as_bytes()) {
            last = end;
        }
    }
    last
}

/// Writes the archive. Times in it are the draw's, so that the same files make the same archive.
fn write(to: &Path, folder: &str, files: &Files, at_ms: i64) -> Result<(), Fault> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(time_of(at_ms))
        .unix_permissions(0o644);
    let mut archive = ZipWriter::new(BufWriter::new(File::create(to)?));
    let mut sums = String::new();
    for (name, bytes) in files {
        archive.start_file(format!("{folder}/{name}"), options)?;
        archive.write_all(bytes)?;
        sums.extend([hex::encode(Sha256::digest(bytes)).as_str(), "  ", name, "\n"]);
    }
    archive.start_file(format!("{folder}/SHA256SUMS"), options)?;
    archive.write_all(sums.as_bytes())?;
    archive.finish()?.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
    Ok(())
}

fn time_of(ms: i64) -> DateTime {
    let at = OffsetDateTime::from_unix_timestamp(ms / 1000).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let year = u16::try_from(at.year()).unwrap_or(1980);
    DateTime::from_date_and_time(year, at.month().into(), at.day(), at.hour(), at.minute(), at.second())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_end_where_the_pack_does() {
        let list = b"seq,at\n1,5\n2,6\n3,7\n";
        assert_eq!([0, 1, 3, 9].map(|number| end_of_line(list, number)), [7, 11, 19, 19]);
        let id = DrawId::new();
        let other = DrawId::new();
        let head = "seq,at,draw_id,kind,digest,hash\n";
        let mine = format!("{head}1,5,{other},opened,a,b\n2,6,{id},opened,a,b\n");
        let whole = format!("{mine}3,7,{other},sealed,a,b\n");
        assert_eq!(end_of_draw(whole.as_bytes(), id), mine.len());
        assert_eq!(end_of_draw(whole.as_bytes(), DrawId::new()), head.len());
    }
}
