//! The certificate and the evidence pack: made by jobs from what is public, kept in the storage, found at permanent addresses.

use certificate::{Certificate, Pool, Settlement};
use draw::{Hex, Record};
use serde_json::json;

use super::jobs::{ForgetPaper, MakeEvidence};
use super::register::bytes;
use super::{DrawState, Paper, PaperKind, PaperRefusal, evidence, files, store};
use crate::accounts::{Actor, Permission};
use crate::storage::{Kept, Key};
use crate::{DrawId, Error, Fault, Shop, audit};

/// A drawn draw as papers tell of it: record and log at one moment.
pub(super) struct Told {
    pub drawn: store::Drawn,
    pub record: Record,
}

/// `/draws/{draw_id}/certificate.pdf`.
pub async fn certificate_pdf(shop: &Shop, id: DrawId) -> Result<Kept, Error<PaperRefusal>> {
    kept(shop, id, PaperKind::Certificate).await?.ok_or(Error::Refused(PaperRefusal::NoCertificate))
}

/// `/draws/{draw_id}/evidence.zip`.
pub async fn evidence_zip(shop: &Shop, id: DrawId) -> Result<Kept, Error<PaperRefusal>> {
    kept(shop, id, PaperKind::Evidence).await?.ok_or(Error::Refused(PaperRefusal::NoEvidence))
}

async fn kept(shop: &Shop, id: DrawId, kind: PaperKind) -> Result<Option<Kept>, Fault> {
    match store::paper_key(&shop.db, id, kind).await? {
        Some(name) => shop.storage.open(&key(&name)?).await,
        None => Ok(None),
    }
}

/// Has the evidence packed as far as it goes now; staff ask for it before the settlement.
pub async fn ask_evidence(shop: &Shop, actor: &Actor, id: DrawId) -> Result<(), Error<PaperRefusal>> {
    actor.must(Permission::EditDrops)?;
    store::drawn(&shop.db, id).await?.ok_or(Error::Refused(PaperRefusal::NotDrawn))?;
    let mut tx = shop.begin().await?;
    queue::NewJob::of(&MakeEvidence { draw_id: id }).unique_key(id.to_string()).enqueue(&mut tx).await?;
    audit::record(&mut tx, Some(actor), shop.now(), "draw.evidence_asked", id.0, json!({})).await?;
    Ok(tx.commit().await?)
}

/// Makes the certificate as far as the draw has come, and has the evidence packed once it is settled. The same draw gives the
/// same file, so that a second run changes nothing.
pub async fn make_certificate(shop: &Shop, id: DrawId) -> Result<(), Fault> {
    let Some(told) = told(shop, id).await? else { return Ok(()) };
    let state = told.drawn.state;
    let rows = if state == DrawState::Settled { told.drawn.log_rows } else { 0 };
    let key = certificate_key(id, &told)?;
    let pdf = certificate_of(shop, id, &told).await?;
    let paper = Paper { state, log_rows: rows, bytes: i64::try_from(pdf.len())?, made_at: shop.now() };
    shop.storage.put(&key, pdf.into()).await?;
    keep(shop, id, PaperKind::Certificate, &key, &paper).await
}

/// Packs the evidence as far as the draw has come.
pub async fn make_evidence(shop: &Shop, id: DrawId) -> Result<(), Fault> {
    let Some(told) = told(shop, id).await? else { return Ok(()) };
    let key = key(&format!("draws/{id}/evidence-{}.zip", told.drawn.log_rows))?;
    // The file that anybody can download by now. It is made once for what the record says, and cannot be out of date.
    let pdf = match shop.storage.get(&certificate_key(id, &told)?).await? {
        Some(pdf) => pdf,
        // Staff asked before its own job came to it.
        None => certificate_of(shop, id, &told).await?.into(),
    };
    let packed = evidence::pack(shop, id, &told, pdf).await?;
    let bytes = i64::try_from(packed.metadata()?.len())?;
    shop.storage.put_file(&key, packed).await?;
    let paper = Paper { state: told.drawn.state, log_rows: told.drawn.log_rows, bytes, made_at: shop.now() };
    keep(shop, id, PaperKind::Evidence, &key, &paper).await
}

/// Leads to a paper that is in the storage, and forgets the one before.
async fn keep(shop: &Shop, id: DrawId, kind: PaperKind, key: &Key, paper: &Paper) -> Result<(), Fault> {
    let mut tx = shop.begin().await?;
    for idle in store::keep_paper(&mut tx, id, kind, key.as_str(), paper).await? {
        queue::enqueue(&mut tx, &ForgetPaper { key: idle }).await?;
    }
    if kind == PaperKind::Certificate && paper.state == DrawState::Settled {
        queue::NewJob::of(&MakeEvidence { draw_id: id }).unique_key(id.to_string()).enqueue(&mut tx).await?;
    }
    tx.commit().await?;
    tracing::info!(draw_id = %id, key = key.as_str(), size_bytes = paper.bytes, "paper of a draw made");
    Ok(())
}

/// The record and how far its log is, of one moment; none before the draw.
async fn told(shop: &Shop, id: DrawId) -> Result<Option<Told>, Fault> {
    loop {
        let Some(drawn) = store::drawn(&shop.db, id).await? else { return Ok(None) };
        let record = files::record(shop, id).await.map_err(fault)?;
        // It may be settled between the two looks, once.
        if record.state == files::state(drawn.state) {
            return Ok(Some(Told { drawn, record }));
        }
    }
}

fn fault(error: Error) -> Fault {
    match error {
        Error::Fault(fault) => fault,
        other => Fault::new(format!("the record of a drawn draw: {other:?}")),
    }
}

fn certificate_key(id: DrawId, told: &Told) -> Result<Key, Fault> {
    key(&format!("draws/{id}/certificate-{}.pdf", told.record.state))
}

async fn certificate_of(shop: &Shop, id: DrawId, told: &Told) -> Result<Vec<u8>, Fault> {
    let Told { drawn, record } = told;
    let pools = store::pool_results(&shop.db, id).await?.into_iter().map(pool).collect::<Result<Vec<_>, Fault>>()?;
    let mut left_out = Vec::new();
    for (note, entries) in store::left_out(&shop.db, id).await? {
        left_out.push((note, u64::try_from(entries)?));
    }
    let settlement = match (drawn.state, drawn.ended_at, &drawn.log_head) {
        (DrawState::Settled, Some(at), Some(head)) => Some(Settlement {
            at: u64::try_from(at.ms())?,
            rows: u64::try_from(drawn.log_rows)?,
            head: Hex(bytes(head)?),
        }),
        _ => None,
    };
    let (record, title, name) = (record.clone(), drawn.title.clone(), shop.config.shop_name.clone());
    let url = format!("{}/draws/{id}", shop.config.base_url);
    let drawn_at = u64::try_from(drawn.at.ms())?;
    // Thousands of winners are some hundred pages: too long for a thread with a heartbeat.
    let pdf = tokio::task::spawn_blocking(move || {
        let (shop, title, url, record) = (&*name, &*title, &*url, &record);
        let (pools, left_out) = (&*pools, &*left_out);
        certificate::certificate(&Certificate { shop, title, url, record, drawn_at, pools, left_out, settlement })
    });
    Ok(pdf.await??)
}

fn pool(row: store::PoolRow) -> Result<Pool, Fault> {
    Ok(Pool {
        name: row.name,
        units: u64::try_from(row.units)?,
        entries: u64::try_from(row.entries)?,
        paid: u64::try_from(row.paid)?,
        written_off: u64::try_from(row.written_off)?,
        left_over: u64::try_from(row.free)?,
    })
}

/// A key that the shop itself has made.
pub(super) fn key(text: &str) -> Result<Key, Fault> {
    Key::parse(text).ok_or_else(|| Fault::new(format!("{text} is no storage key")))
}
