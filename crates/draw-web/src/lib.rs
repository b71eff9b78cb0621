//! The verifier for the browser: the crate that draws, compiled once more, with a thin shell for JavaScript.
//!
//! `js/check.js` is what a page loads, `js/check_worker.js` runs this module in a worker and feeds it the files.

use draw::{Chain, Claim, Report, TEST_CHAIN, Verifier, verify_entry};
use wasm_bindgen::prelude::wasm_bindgen;

/// A check of one draw, under way.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Check(Verifier);

#[wasm_bindgen]
impl Check {
    /// Starts with the bytes of `record.json`.
    #[wasm_bindgen(constructor)]
    pub fn new(record: &[u8]) -> Self {
        Self(Verifier::new(record))
    }

    /// Allows the test chain of this name besides quicknet; true when it is the chain that the rules name.
    pub fn allow(&mut self, chain: &str) -> bool {
        let Some(chain) = test_chains(chain).first() else { return false };
        self.0.allow(chain.clone());
        let named = self.0.record().and_then(|record| record.rules.beacon);
        named.is_some_and(|named| named.chain_hash == chain.hash)
    }

    /// Ends the list before and starts this one: `entries`, `ranking`, `allocations` or `register`, in that order.
    pub fn start(&mut self, list: &str) {
        if let Ok(file) = list.parse() {
            self.0.start(file);
        }
    }

    /// The next piece of the list that was started.
    pub fn push(&mut self, bytes: &[u8]) {
        self.0.push(bytes);
    }

    /// How many rows of the list that was started have been read.
    #[expect(clippy::cast_precision_loss, reason = "numbers of JavaScript; no list has 2^53 rows")]
    pub fn rows(&self) -> f64 {
        self.0.rows() as f64
    }

    /// All checks: a [`draw::Report`] as JSON.
    pub fn report(self) -> String {
        json(&self.0.report())
    }
}

/// Checks one entry by its proof, its receipt or both: a [`draw::Report`] as JSON. None for what is not a UUID.
#[wasm_bindgen(js_name = checkEntry)]
pub fn check_entry(
    record: &[u8],
    entry_id: &str,
    proof: Option<Box<[u8]>>,
    receipt: Option<Box<[u8]>>,
    test_chain: Option<String>,
) -> Option<String> {
    let (proof, receipt) = (proof.as_deref(), receipt.as_deref());
    let entry_id = entry_id.parse().ok()?;
    let test_chains = test_chains(test_chain.as_deref().unwrap_or_default());
    Some(json(&verify_entry(&Claim { record, entry_id, proof, receipt, test_chains })))
}

fn test_chains(name: &str) -> &'static [Chain] {
    if name == TEST_CHAIN.name { std::slice::from_ref(&TEST_CHAIN) } else { &[] }
}

fn json(report: &Report) -> String {
    // Texts and numbers alone: there is nothing that JSON could not carry.
    serde_json::to_string(report).unwrap_or_default()
}
