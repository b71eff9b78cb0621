//! The certificate of a draw as a PDF (A4, PDF/A-2b): what was pledged, entered, drawn and paid, what that proves and what
//! it does not, with the way to the public record.
//!
//! A pure function: no clock, no randomness, no I/O. The same record gives the same bytes.

mod code;
mod emblem;
mod face;
mod front;
mod names;
mod page;
mod proof;
mod table;
mod winners;
mod words;

use draw::{Hash, Record};

use crate::page::Layout;

/// All that a certificate tells. It names nobody: entries are their public ids.
#[derive(Clone, Debug)]
pub struct Certificate<'a> {
    /// The shop's name.
    pub shop: &'a str,
    /// What was drawn for.
    pub title: &'a str,
    /// The draw's page: `https://shop.example/draws/{id}`. The record is `record.json` below it.
    pub url: &'a str,
    /// The public record of a draw that is drawn or settled.
    pub record: &'a Record,
    /// When it was drawn, milliseconds since 1970.
    pub drawn_at: u64,
    /// Per pool, in the order in which the shop shows them.
    pub pools: &'a [Pool],
    /// Entries of the sealed list that did not take part, by their note.
    pub left_out: &'a [(String, u64)],
    /// How it ended, once it has.
    pub settlement: Option<Settlement>,
}

/// What came of one pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pool {
    /// Its name.
    pub name: String,
    /// Units pledged.
    pub units: u64,
    /// Entries that took part.
    pub entries: u64,
    /// Units paid, once settled.
    pub paid: u64,
    /// Units paid, refunded and not sold again, once settled.
    pub written_off: u64,
    /// Units that nobody was left to have, once settled.
    pub left_over: u64,
}

/// The end of the allocation log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// When, milliseconds since 1970.
    pub at: u64,
    /// How many rows the log has.
    pub rows: u64,
    /// The hash of its last row.
    pub head: Hash,
}

/// Why there is no certificate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// Nothing is drawn.
    #[error("a draw that is not drawn has no certificate")]
    NotDrawn,
    /// The record does not say something that a drawn draw's says.
    #[error("the record lacks its {0}")]
    Incomplete(&'static str),
    /// The address of the record is too long for a QR code.
    #[error("the address is too long")]
    Address,
    /// The PDF could not be written.
    #[error("the PDF could not be written: {0}")]
    Pdf(String),
}

/// Sets the certificate.
pub fn certificate(of: &Certificate) -> Result<Vec<u8>, CertificateError> {
    if !of.record.state.is_drawn() {
        return Err(CertificateError::NotDrawn);
    }
    let mut layout = Layout::new(of);
    if !front::set(&mut layout, of)? {
        winners::set(&mut layout, of)?;
    }
    proof::set(&mut layout, of)?;
    layout.finish()
}
