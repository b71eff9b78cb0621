//! outerwear
use crate::engine::Canvas;
pub fn draw(c: &mut Canvas, seed: u64, view: u8) { let _ = (c, seed, view); }
