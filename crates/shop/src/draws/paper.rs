use serde::{Deserialize, Serialize};

use super::DrawState;
use crate::At;

/// A document of a draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "snake_case"))]
pub enum PaperKind {
    /// The certificate, a PDF.
    Certificate,
    /// All public files of the draw and what our verifier found in them, a zip archive.
    Evidence,
}

/// A document that is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// How far the draw had come.
    pub state: DrawState,
    /// Rows of the allocation log that it reaches to.
    pub log_rows: i64,
    /// How large it is.
    pub bytes: i64,
    /// When it was made.
    pub made_at: At,
}

/// What of a draw can be downloaded besides its files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Papers {
    /// The certificate.
    pub certificate: Option<Paper>,
    /// The evidence pack.
    pub evidence: Option<Paper>,
}

crate::refusal! {
    /// Why there is no document.
    PaperRefusal {
        /// It comes with the result.
        NoCertificate => "no-certificate", 404, "There is no certificate yet. It is made within a minute of the draw, and anew when every unit is settled. If the draw is done, ask again in a minute.";
        /// It comes with the settlement.
        NoEvidence => "no-evidence", 404, "There is no evidence pack yet. It is made when every unit is settled, and before that when the shop's staff ask for it.";
        /// There is nothing to give evidence of.
        NotDrawn => "not-drawn", 409, "Nothing is drawn yet, so there is nothing to pack. Come back when the draw is done.";
    }
}
