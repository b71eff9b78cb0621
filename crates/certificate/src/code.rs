//! A QR code as squares.

use krilla::geom::{PathBuilder, Rect};
use qrcodegen::{QrCode, QrCodeEcc};

use crate::CertificateError;
use crate::page::{INK, Layout};

/// Sets an address as a QR code of this width, without its quiet zone: the paper around it is one.
pub fn set(layout: &mut Layout, x: f32, y: f32, width: f32, url: &str) -> Result<(), CertificateError> {
    let code = QrCode::encode_text(url, QrCodeEcc::Medium).map_err(|_| CertificateError::Address)?;
    #[expect(clippy::cast_precision_loss, reason = "a code has 177 modules at most")]
    let unit = width / code.size() as f32;
    let mut path = PathBuilder::new();
    for row in 0..code.size() {
        // Dark modules side by side are one box: no hairlines between them on screen.
        let mut col = 0;
        while col < code.size() {
            let dark = (col..code.size()).take_while(|col| code.get_module(*col, row)).count();
            #[expect(clippy::cast_precision_loss, reason = "a code has 177 modules at most")]
            let (left, top, run) = (x + col as f32 * unit, y + row as f32 * unit, dark as f32 * unit);
            if let Some(rect) = Rect::from_xywh(left, top, run, unit).filter(|_| dark > 0) {
                path.push_rect(rect);
            }
            col += i32::try_from(dark).unwrap_or(0).max(1);
        }
    }
    layout.fill(path, INK);
    Ok(())
}
