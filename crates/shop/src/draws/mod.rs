//! Draws: promise, seal, ranking, reveal, offers, and the public record of it all (fair-draw.md).

mod model;

pub use model::*;
