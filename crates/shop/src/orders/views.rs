use serde::{Deserialize, Serialize};

use super::OrderState;
use crate::accounts::Address;
use crate::catalogue::Picture;
use crate::defences::Asks;
use crate::drops::DropMode;
use crate::line::Standing;
use crate::{AccountId, At, DropId, Money, OrderId, ProductId};

/// An order, whole: for its owner, and with the customer for staff.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrderView {
    /// Its id.
    pub id: OrderId,
    /// What people say on the phone.
    pub number: i64,
    /// Where it is in its life.
    pub state: OrderState,
    /// The drop it was bought in.
    pub drop: Option<OrderDrop>,
    /// What was bought.
    pub lines: Vec<OrderLine>,
    /// What it costs in all.
    pub total: Money,
    /// The server's clock when this was read.
    pub now: At,
    /// When it was placed.
    pub placed_at: At,
    /// End of the payment window.
    pub expires_at: At,
    /// When it was paid.
    pub paid_at: Option<At>,
    /// Whether a payment is under way.
    pub paying: bool,
    /// Where it goes; known once it is paid.
    pub ship_to: Option<Address>,
    /// How it went there.
    pub shipment: Option<Shipment>,
    /// What happened, oldest first; notes of staff only for staff.
    pub events: Vec<OrderEvent>,
    /// Who bought it; only for staff.
    pub customer: Option<Customer>,
}

/// The drop that an order was bought in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderDrop {
    /// Its id.
    pub id: DropId,
    /// Its address: `/drops/{slug}`.
    pub slug: String,
    /// How it is sold.
    pub mode: DropMode,
}

/// What was bought.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrderLine {
    /// The product.
    pub product: ProductId,
    /// What it is called.
    pub name: String,
    /// Who made it; may be empty.
    pub maker: String,
    /// Which size.
    pub size: String,
    /// How many units.
    pub quantity: i32,
    /// Per unit.
    pub price: Money,
    /// The product's first picture.
    pub picture: Option<Picture>,
}

/// How an order left the house.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shipment {
    /// Who carries it.
    pub carrier: String,
    /// The carrier's number for it; may be empty.
    pub tracking_number: String,
    /// Where to follow it; may be empty.
    pub tracking_url: String,
    /// When it left.
    pub shipped_at: At,
}

/// Something that happened to an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderEvent {
    /// `placed`, `paid`, `payment_declined`, `expired`, `cancelled`, `shipped`, `delivered`, `refunded`, `note`.
    pub kind: String,
    /// Particulars; may be empty.
    pub note: String,
    /// The member of staff who did it; only for staff.
    pub by: Option<String>,
    /// When.
    pub at: At,
}

impl OrderEvent {
    /// As people read it.
    pub fn title(&self) -> &'static str {
        match self.kind.as_str() {
            "placed" => "Put aside for you",
            "paid" => "Paid",
            "payment_declined" => "Payment declined",
            "expired" => "Lapsed unpaid",
            "cancelled" => "Cancelled",
            "shipped" => "Sent",
            "delivered" => "Delivered",
            "refunded" => "Money returned",
            _ => "Note",
        }
    }
}

/// Who bought an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// The account.
    pub id: AccountId,
    /// Its owner's name.
    pub name: String,
    /// Its address.
    pub email: String,
}

/// An order in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrderCard {
    /// Its id.
    pub id: OrderId,
    /// What people say on the phone.
    pub number: i64,
    /// Where it is in its life.
    pub state: OrderState,
    /// What its first line is called.
    pub name: String,
    /// Size of its first line.
    pub size: String,
    /// Units in all.
    pub units: i64,
    /// What it costs in all.
    pub total: Money,
    /// When it was placed.
    pub placed_at: At,
    /// End of the payment window.
    pub expires_at: At,
    /// The first product's first picture.
    pub picture: Option<Picture>,
    /// Who bought it; only for staff.
    pub customer: Option<Customer>,
}

/// A page of orders.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrderList {
    /// The server's clock when this was read.
    pub now: At,
    /// Newest first.
    pub orders: Vec<OrderCard>,
    /// `before` of the next page.
    pub next: Option<OrderId>,
}

/// What staff look for among the orders.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderFilter {
    /// In this state, or all.
    pub state: Option<OrderState>,
    /// A number, or part of a name or an address; empty for all.
    pub q: String,
    /// In this drop, or all.
    pub drop: Option<DropId>,
    /// Of this account, or all.
    pub account: Option<AccountId>,
    /// Those placed before this one.
    pub before: Option<OrderId>,
}

/// Today's figures and the last two weeks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// The server's clock when this was read.
    pub now: At,
    /// Money taken since midnight.
    pub taken: Money,
    /// Orders paid since midnight.
    pub paid: i64,
    /// Orders placed since midnight.
    pub placed: i64,
    /// Refunds made since midnight.
    pub refunds: i64,
    /// Orders that wait for their payment now.
    pub pending: i64,
    /// Orders that wait to be sent now.
    pub to_ship: i64,
    /// Drops that are open now.
    pub open_drops: i64,
    /// Money taken per day, oldest first, today last.
    pub days: Vec<(At, Money)>,
}

/// How fast a drop sells; only for staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pulse {
    /// Orders placed in each of the last 60 seconds, oldest first.
    pub per_second: Vec<i64>,
    /// Orders placed in all.
    pub placed: i64,
    /// Orders that wait for their payment.
    pub pending: i64,
    /// Of these, with a payment under way.
    pub paying: i64,
    /// Orders that were paid.
    pub paid: i64,
    /// Orders that lapsed or were cancelled.
    pub ended: i64,
    /// Money taken.
    pub taken: Money,
    /// Payments that were declined.
    pub declined: i64,
    /// Jobs that wait to be run.
    pub queue: i64,
}

/// How a visitor stands in a flash sale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Desk {
    /// The server's clock when this was read.
    pub now: At,
    /// The idempotency key of their next press; nobody who is not signed in has one.
    pub key: Option<String>,
    /// Their latest order in the drop that waits for its payment, or else that was paid.
    pub order: Option<OrderCard>,
    /// Units that they hold or own of the drop.
    pub units: i64,
    /// How they stand in the drop's waiting line, if it has one.
    pub line: Option<Standing>,
    /// What the drop asks of them before it sells.
    pub asks: Asks,
}
