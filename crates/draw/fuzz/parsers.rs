//! `make fuzz`: the parsers of draws, led by coverage. What must hold is in `tests/common/parsers.rs`.
#![no_main]

#[path = "../tests/common/parsers.rs"]
mod parsers;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| parsers::parse_any(bytes));
