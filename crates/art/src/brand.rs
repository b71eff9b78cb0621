//! The mark.
