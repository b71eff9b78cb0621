use serde::{Deserialize, Serialize};

use crate::accounts::AddressForm;

/// What a shopper types to pay. It is never stored, logged or serialised beyond the request; its
/// `Debug` says nothing of the card.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayForm {
    /// Id of a saved address, or `new`.
    #[serde(default)]
    pub address: String,
    /// The new address.
    #[serde(default)]
    pub to: AddressForm,
    /// Digits, spaces allowed.
    pub card_number: String,
    /// `12/28`.
    pub card_expiry: String,
    /// Three or four digits.
    pub card_cvc: String,
}

impl std::fmt::Debug for PayForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PayForm(…)")
    }
}

crate::refusal! {
    /// Why an order was not paid.
    PayRefusal {
        /// The card's bank said no.
        Declined => "card-declined", 402, "Your card was declined and nothing was charged. What you chose is still held for you until the time shown; try another card.";
        /// The shopper did not confirm.
        NotConfirmed => "not-confirmed", 402, "The payment was not confirmed, so nothing was charged. What you chose is still held for you until the time shown.";
        /// The bank agreed, then did not pay.
        CaptureFailed => "capture-failed", 402, "Your bank first agreed and then did not pay. Nothing was charged; try another card while your order is held.";
        /// The sandbox knows test cards alone.
        TestCardsOnly => "test-cards-only", 402, "This shop runs in a sandbox and takes the test cards listed below, no real ones. Nothing was charged.";
        /// Another press or tab is paying this order.
        UnderWay => "payment-under-way", 409, "A payment for this order is under way. Wait a moment and load the page again: you will not be charged twice.";
        /// The gateway does not answer.
        Checking => "payment-unclear", 409, "We did not hear back from the card network. Your order stays held while we find out, and you will not be charged twice; this page shows the result within a minute or two.";
        /// The payment never reached the gateway.
        NotReached => "gateway-unreachable", 409, "We could not reach the card network, so nothing was charged. Please try again.";
        /// As many orders of the drop as may be were paid with this card.
        TooManyOnCard => "too-many-orders", 409, "This card has paid for as many orders of this drop as one card may. Nothing was charged. What you chose is still held for you until the time shown; pay with another card.";
        /// As many orders of the drop as may be go to this address.
        TooManyToAddress => "too-many-orders", 409, "As many orders of this drop as may go to one address go to this one already. Nothing was charged. What you chose is still held for you until the time shown; have it sent to another address.";
        /// The order is not held any more.
        Lapsed => "order-lapsed", 409, "This order is no longer held: its time ran out or it was cancelled. Nothing was charged.";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_nobody_the_card() {
        let form = PayForm { card_number: "4242424242424242".into(), card_cvc: "123".into(), ..PayForm::default() };
        assert_eq!(format!("{form:?}"), "PayForm(…)");
    }
}
