//! Draws the demo shop's pictures: five illustration systems, one per collection.
//!
//! Small Runs sells shoes, prints, records, ceramics and outerwear. Each collection has its own
//! fixed palette and way of drawing; all share one light (a window at the upper left), one paper
//! grain and one format (portrait, 4 to 5), so that a grid of them reads as one catalogue.
//! A picture depends on collection, seed and view alone: the same bytes on every run.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::many_single_char_names,
    clippy::similar_names,
    clippy::unreadable_literal
)]

mod ceramics;
mod collection;
mod engine;
mod outerwear;
mod pattern;
mod picture;
mod prints;
mod records;
mod scene;
mod shoes;

pub use collection::Collection;
pub use picture::Picture;

/// Different products that each collection knows; a seed beyond that brings a known form in
/// another colour.
pub const PRODUCTS: u64 = 8;

/// Views of each product, numbered from 0.
pub const VIEWS: u8 = 3;

/// Draws one picture, `width` pixels wide and a quarter more high.
///
/// `seed` chooses the product: 0 to 7 are eight different things. `view` is 0 (the whole thing),
/// 1 (another side or arrangement) or 2 (a detail); higher numbers start over. Designed for
/// widths up to 1600; works at any.
pub fn render(collection: Collection, seed: u64, view: u8, width: u32) -> Picture {
    let mut canvas = engine::Canvas::new(width);
    // Keeps the sums of seeds and salts below small; a multiple of PRODUCTS keeps the product.
    let seed = seed % (PRODUCTS * 1000);
    let view = view % VIEWS;
    match collection {
        Collection::Shoes => shoes::draw(&mut canvas, seed, view),
        Collection::Prints => prints::draw(&mut canvas, seed, view),
        Collection::Records => records::draw(&mut canvas, seed, view),
        Collection::Ceramics => ceramics::draw(&mut canvas, seed, view),
        Collection::Outerwear => outerwear::draw(&mut canvas, seed, view),
    }
    let (width, height, rgba) = canvas.finish();
    Picture { width, height, rgba }
}
