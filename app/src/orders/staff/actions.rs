use leptos::prelude::*;
use shop::OrderId;
use shop::orders::{OrderState, OrderView};
use shop::payments::PaymentView;

use crate::command::{Command, CommandForm, beside, refused, successes, summary, summary_with_ids};
use crate::orders::server_fns::{AnnotateOrder, CallOffOrder, DeliverOrder, RefundOrder, ShipOrder};
use crate::ui::{Confirm, ErrorSummary, Field, Submit, TextArea};

/// What changes on the page of an order.
#[derive(Clone, Copy)]
pub(super) struct Actions {
    ship: Command,
    deliver: Command,
    note: Command,
    cancel: Command,
    refund: Command,
}

impl Actions {
    pub fn new() -> Self {
        Self {
            ship: Command::of::<ShipOrder>(),
            deliver: Command::of::<DeliverOrder>(),
            note: Command::of::<AnnotateOrder>(),
            cancel: Command::of::<CallOffOrder>(),
            refund: Command::of::<RefundOrder>(),
        }
    }

    /// How often one of them has succeeded.
    pub fn successes(self) -> Signal<usize> {
        let (ship, deliver, note) = (successes(self.ship), successes(self.deliver), successes(self.note));
        let (cancel, refund) = (successes(self.cancel), successes(self.refund));
        Signal::derive(move || ship.get() + deliver.get() + note.get() + cancel.get() + refund.get())
    }
}

/// What can be done with the order now; what cannot be undone asks first.
#[component]
pub(super) fn Next(order: OrderView, tries: Vec<PaymentView>, act: Actions) -> impl IntoView {
    let id = order.id;
    let unsent = order.shipment.is_none();
    let ready = unsent && matches!(order.state, OrderState::Paid | OrderState::PartlyRefunded);
    let may_cancel = ready || order.state == OrderState::PendingPayment;
    let left: i64 = tries.iter().map(PaymentView::refundable_minor).sum();
    let left = shop::Money::new(left, order.total.currency);
    view! {
        <div class="stack">
            {ready.then(|| ship(id, act))}
            {(order.state == OrderState::Fulfilled).then(|| deliver(id, act))}
            {(left.minor > 0).then(|| refund(id, left, act))}
            {may_cancel.then(|| cancel(id, act))}
            {note(id, act)}
        </div>
    }
}

fn hidden(id: OrderId) -> impl IntoView {
    view! { <input type="hidden" name="id" value=id.to_string()/> }
}

fn ship(id: OrderId, act: Actions) -> impl IntoView {
    let refused = refused(act.ship);
    view! {
        <ErrorSummary errors=summary(refused)/>
        <CommandForm command=act.ship class="form">
            {hidden(id)}
            <Field name="carrier" label="Carrier" required=true maxlength=80 error=beside(refused, "carrier")/>
            <div class="form-row">
                <Field name="tracking_number" label="Tracking number (optional)" maxlength=120 error=beside(refused, "tracking_number")/>
                <Field name="tracking_url" label="Address to follow it (optional)" kind="url" placeholder="https://" error=beside(refused, "tracking_url")/>
            </div>
            <Submit label="Mark as sent" pending=act.ship.pending()/>
        </CommandForm>
    }
}

fn deliver(id: OrderId, act: Actions) -> impl IntoView {
    view! {
        <ErrorSummary errors=summary(refused(act.deliver))/>
        <CommandForm command=act.deliver>{hidden(id)}<Submit label="Mark as delivered" kind="" pending=act.deliver.pending()/></CommandForm>
    }
}

fn refund(id: OrderId, left: shop::Money, act: Actions) -> impl IntoView {
    let refused = refused(act.refund);
    view! {
        <ErrorSummary errors=summary_with_ids(refused, "refund")/>
        <Confirm label="Return money" question=format!("Return money to the card? Up to {left} is left of the payment. The goods stay where they are. This cannot be undone.")>
            <CommandForm command=act.refund class="form">
                {hidden(id)}
                <Field name="amount" id="refund-amount" label="Amount" prefix=left.currency.code() value=left.amount() inputmode="decimal" required=true error=beside(refused, "amount")/>
                <Field name="reason" id="refund-reason" label="Reason" required=true maxlength=300 error=beside(refused, "reason")/>
                <Submit label="Return it" kind="danger" pending=act.refund.pending()/>
            </CommandForm>
        </Confirm>
    }
}

fn cancel(id: OrderId, act: Actions) -> impl IntoView {
    let refused = refused(act.cancel);
    view! {
        <ErrorSummary errors=summary_with_ids(refused, "cancel")/>
        <Confirm label="Cancel the order" question="Cancel this order? Its units go back, and so does all the money. The customer reads the reason. This cannot be undone.">
            <CommandForm command=act.cancel class="form">
                {hidden(id)}
                <Field name="reason" id="cancel-reason" label="Reason, for the customer" required=true maxlength=300 error=beside(refused, "reason")/>
                <Submit label="Cancel it" kind="danger" pending=act.cancel.pending()/>
            </CommandForm>
        </Confirm>
    }
}

fn note(id: OrderId, act: Actions) -> impl IntoView {
    let refused = refused(act.note);
    view! {
        <ErrorSummary errors=summary(refused)/>
        <CommandForm command=act.note class="form">
            {hidden(id)}
            <TextArea name="note" label="Note for staff" rows=2 maxlength=1000 error=beside(refused, "note")/>
            <Submit label="Add the note" kind="" pending=act.note.pending()/>
        </CommandForm>
    }
}
