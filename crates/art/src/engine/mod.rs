//! The little renderer under the illustrations.
//!
//! tiny-skia turns paths into coverage; everything after that (light, volume, shadow, texture) is
//! ours and works per pixel on a floating-point canvas. Pictures are drawn in a fixed space of
//! [`WIDTH`] by [`HEIGHT`] units with the light coming from the upper left, whatever their size.

mod blur;
mod canvas;
mod colour;
mod form;
mod noise;
mod path;
mod region;
mod texture;

pub use canvas::{Canvas, HEIGHT, WIDTH};
pub use colour::{Rgb, hex, luma, mix, ramp, scale, shade};
pub use form::Form;
pub use noise::{Dice, fbm, grain, noise};
pub use path::{dashed, ellipse, line, poly, rect, rotated, round_rect, smooth, stroke, svg};
pub use region::Region;
pub use texture::Tex;
pub use tiny_skia::{Path, Transform};
