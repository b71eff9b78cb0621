//! Writes the mark and the icons into a folder (default: `public`).
//!
//!     cargo run -p art --example brand -- public

use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "public".into()));
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("favicon.svg"), art::brand::mark_svg())?;
    for (name, size) in [("icon-192.png", 192), ("icon-512.png", 512), ("apple-touch-icon.png", 180)] {
        std::fs::write(folder.join(name), art::brand::icon(size).to_png())?;
    }
    Ok(())
}
