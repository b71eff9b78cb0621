use serde::{Deserialize, Serialize};

use super::{Reason, Shared};
use crate::catalogue::Picture;
use crate::drops::DropState;
use crate::{AccountId, At, DrawId, DropId, EntryId, Money, OrderId, VariantId};

/// A pool of units and those who want one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolLive {
    /// The variant that it is for.
    pub variant_id: VariantId,
    /// Its name: the size.
    pub name: String,
    /// Units to be had.
    pub units: i64,
    /// Standing entries: those with a weight.
    pub entries: i64,
    /// Their tickets; as many as entries where everybody has one.
    pub tickets: i64,
    /// The odds in words if it closed now: of one ticket, of two and so on, or of all alike.
    pub odds: Vec<String>,
}

impl PoolLive {
    /// The odds in words of an entry with so many tickets.
    pub fn odds(&self, weight: i32) -> String {
        let at = usize::try_from(weight).unwrap_or(0).saturating_sub(1);
        self.odds.get(at).or(self.odds.first()).cloned().unwrap_or_default()
    }

    /// `3 for 41`, with the tickets where somebody has more than one.
    pub fn entered(&self) -> String {
        match self.tickets - self.entries {
            0 => format!("{} for {}", self.units, self.entries),
            _ => format!("{} for {} with {} tickets", self.units, self.entries, self.tickets),
        }
    }
}

/// What a visitor can do about a draw, and how they stand in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryPanel {
    /// The drop.
    pub drop_id: DropId,
    /// Its draw, once open.
    pub draw_id: Option<DrawId>,
    /// How far the drop is.
    pub state: DropState,
    /// When entering begins.
    pub opens_at: At,
    /// When it ends.
    pub closes_at: At,
    /// When the list is sealed: after it ends and was reviewed.
    pub freezes_at: At,
    /// The server's clock.
    pub now: At,
    /// Why it was cancelled or void.
    pub reason: Option<String>,
    /// How long a winner has to pay.
    pub payment_window_minutes: i64,
    /// The pools, in the order of the variants.
    pub pools: Vec<PoolLive>,
    /// Who asks.
    pub entrant: Entrant,
    /// Their latest entry.
    pub own: Option<OwnEntry>,
    /// Whether they can enter now: in the window, and neither in nor used up.
    pub may_enter: bool,
    /// How tickets are counted, in the words of the rules; none where everybody has one.
    pub weights: Option<String>,
    /// The tickets of their next entry.
    pub weight: i32,
    /// Why so many; none where everybody has one, or nobody knows whose.
    pub tickets: Option<String>,
    /// The idempotency key of their next entry.
    pub key: String,
}

/// Who looks at a draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Entrant {
    /// Nobody is signed in.
    Anonymous,
    /// Signed in, with an email address that is not confirmed.
    Unconfirmed,
    /// May enter.
    Confirmed,
}

/// One's own entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnEntry {
    /// Its public id.
    pub id: EntryId,
    /// The pool: the size.
    pub pool: String,
    /// Units in the pool.
    pub units: i64,
    /// Standing entries in the pool, this one included while it stands.
    pub entries: i64,
    /// When it was made.
    pub entered_at: At,
    /// Its tickets; 0 when it does not stand.
    pub weight: i32,
    /// Why so many; none where everybody has one.
    pub tickets: Option<String>,
    /// Empty, or why it does not stand.
    pub note: String,
    /// Place in the pool's ranking, from 1, once drawn.
    pub rank: Option<i64>,
    /// Its ticket in hex, once drawn.
    pub ticket: Option<String>,
    /// The right to pay, for winners.
    pub offer: Option<Offer>,
}

/// A winner's right to pay until a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// What became of it.
    pub state: OfferState,
    /// The order that holds the unit.
    pub order_id: OrderId,
    /// Until when it can be paid.
    pub expires_at: At,
}

/// What became of an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum OfferState {
    /// Can be paid.
    Open,
    /// Was paid.
    Paid,
    /// Was not paid in time; the next in rank got it.
    Expired,
    /// Was given up.
    Withdrawn,
    /// Was paid and given back.
    Refunded,
}

/// How an entry stands, in the words of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Waits for the draw.
    In,
    /// Taken back by the entrant.
    Withdrawn,
    /// Taken out by staff; the reason, where it is a known one.
    Disqualified(Option<Reason>),
    /// Within the units; the offer is being made.
    Winning,
    /// Won; the order can be paid.
    Won(Offer),
    /// Won and paid.
    Paid(Offer),
    /// Won, and not paid in time.
    Lapsed(Offer),
    /// Won and given up or given back.
    GivenUp(Offer),
    /// Ranked behind the units; moves up when an offer lapses.
    NotThisTime,
}

impl OwnEntry {
    /// How it stands.
    pub fn standing(&self) -> Standing {
        match (&self.offer, self.note.as_str()) {
            (_, "withdrawn") => Standing::Withdrawn,
            (Some(offer), _) => match offer.state {
                OfferState::Open => Standing::Won(*offer),
                OfferState::Paid => Standing::Paid(*offer),
                OfferState::Expired => Standing::Lapsed(*offer),
                OfferState::Withdrawn | OfferState::Refunded => Standing::GivenUp(*offer),
            },
            (None, "") => match self.rank {
                None => Standing::In,
                Some(rank) if rank <= self.units => Standing::Winning,
                Some(_) => Standing::NotThisTime,
            },
            (None, note) => Standing::Disqualified(Reason::of_note(note)),
        }
    }
}

/// An entry with the drop that it is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyEntry {
    /// The entry.
    pub entry: OwnEntry,
    /// The draw.
    pub draw_id: DrawId,
    /// The drop's name in addresses.
    pub drop_slug: String,
    /// How far the drop is.
    pub drop_state: DropState,
    /// The product.
    pub title: String,
    /// Its picture.
    pub picture: Option<Picture>,
    /// When the draw closes.
    pub closes_at: At,
}

/// Why an entry was taken out, and what was said to that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disqualification {
    /// The public reason, where it is a known one.
    pub reason: Option<Reason>,
    /// Staff's words.
    pub explanation: String,
    /// When.
    pub at: At,
    /// What the entrant said to that, and when.
    pub appeal: Option<(String, At)>,
    /// What the entrant was answered.
    pub answer: Option<AppealAnswer>,
}

/// What came of an appeal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppealAnswer {
    /// Staff's words.
    pub words: String,
    /// When.
    pub at: At,
    /// The entry stays out; else it was put back.
    pub upheld: bool,
}

/// All that an entrant can keep as the proof of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The entry and its drop.
    pub entry: MyEntry,
    /// The drop.
    pub drop_id: DropId,
    /// The entry's leaf in hex, as it stands now.
    pub leaf: String,
    /// The draw's commitment in hex.
    pub commitment: String,
    /// The place in the sealed list, from 0, once sealed.
    pub position: Option<i64>,
    /// The odds in words, if it closed now.
    pub odds: String,
    /// What a winner pays.
    pub price: Money,
    /// How long a winner has to pay.
    pub payment_window_minutes: i64,
    /// Until when it is reviewed; the list is sealed then.
    pub freezes_at: At,
    /// The latest time that it was taken out, if it ever was.
    pub disqualification: Option<Disqualification>,
    /// Whether an appeal against that can still be made.
    pub may_appeal: bool,
    /// Whether it can still be withdrawn.
    pub may_withdraw: bool,
    /// Whether a withdrawal leaves another try.
    pub may_enter_again: bool,
    /// The server's clock.
    pub now: At,
}

/// An entry as staff see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffEntry {
    /// Its public id.
    pub id: EntryId,
    /// In which draw.
    pub draw_id: DrawId,
    /// The product that is drawn for.
    pub title: String,
    /// Whether it can still be taken out, as far as the draw goes.
    pub open: bool,
    /// Whose it is; none once the person was erased.
    pub account_id: Option<AccountId>,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// The pool.
    pub pool: String,
    /// When it was made.
    pub entered_at: At,
    /// Its tickets; 0 when it does not stand.
    pub weight: i32,
    /// Empty, or why it does not stand.
    pub note: String,
    /// Place in the pool's ranking.
    pub rank: Option<i64>,
    /// What became of the offer, if there was one.
    pub offer: Option<OfferState>,
    /// The latest time that it was taken out, if it ever was, and by whom.
    pub disqualification: Option<(Disqualification, String)>,
    /// What it shares with others, and the number of the group of those; none unless such are looked for.
    pub shares: Option<(Shared, i64)>,
}

/// Which entries staff look for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Show {
    /// All.
    #[default]
    All,
    /// Of one draw: those of several accounts that share something, grouped.
    Suspects,
    /// Those with an appeal that waits for its answer.
    Appeals,
}

impl Show {
    /// The name in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Suspects => "suspects",
            Self::Appeals => "appeals",
        }
    }

    /// The one of this name; all for any other.
    pub fn of_name(name: &str) -> Self {
        [Self::Suspects, Self::Appeals].into_iter().find(|show| show.name() == name).unwrap_or_default()
    }
}

/// A page of entries for staff: of one draw, or of all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffEntries {
    /// The draw with its product, if they are of one.
    pub draw: Option<(DrawId, String)>,
    /// Its pools with their counts; none for all draws.
    pub pools: Vec<PoolLive>,
    /// Appeals that wait for an answer.
    pub appeals: i64,
    /// Newest first; suspects by group, appeals by age.
    pub rows: Vec<StaffEntry>,
    /// The next page begins after so many rows.
    pub next: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(note: &str, rank: Option<i64>, offer: Option<OfferState>) -> OwnEntry {
        OwnEntry {
            id: EntryId(uuid::Uuid::nil()),
            pool: "EU 42".into(),
            units: 1,
            entries: 2,
            entered_at: At::utc(0),
            weight: i32::from(note.is_empty()),
            tickets: None,
            note: note.into(),
            rank,
            ticket: None,
            offer: offer.map(|state| Offer { state, order_id: OrderId(uuid::Uuid::nil()), expires_at: At::utc(1) }),
        }
    }

    #[test]
    fn an_entry_stands_as_its_row_says() {
        assert_eq!(entry("", None, None).standing(), Standing::In);
        assert_eq!(entry("withdrawn", None, None).standing(), Standing::Withdrawn);
        assert_eq!(entry("abuse", None, None).standing(), Standing::Disqualified(Some(Reason::Abuse)));
        assert_eq!(entry("", Some(2), None).standing(), Standing::NotThisTime);
        assert_eq!(entry("", Some(1), None).standing(), Standing::Winning);
        assert!(matches!(entry("", Some(1), Some(OfferState::Open)).standing(), Standing::Won(_)));
        assert!(matches!(entry("", Some(1), Some(OfferState::Expired)).standing(), Standing::Lapsed(_)));
    }
}
