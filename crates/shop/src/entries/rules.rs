use serde::{Deserialize, Serialize};

crate::refusal! {
    /// Why somebody is not in a draw.
    EnterRefusal {
        /// Before the opening or after the close.
        NotOpen => "not-open", 403, "This draw does not take entries now: it has closed, or has not opened yet. Nothing was entered.";
        /// The email address is not confirmed.
        Unconfirmed => "unconfirmed", 403, "Please confirm your email address first: the link is in our mail, and signing in again sends a new one. Then come back and enter.";
        /// One person, one entry.
        AlreadyIn => "already-entered", 409, "You are in this draw already. One entry per person; withdraw it if you want another size.";
        /// One new entry after a withdrawal, and no more.
        UsedUp => "limit-reached", 409, "You have withdrawn twice from this draw. One new entry after a withdrawal is all that its rules allow.";
        /// Staff took the entry out.
        Disqualified => "disqualified", 403, "Your entry was taken out of this draw, and we wrote to you why. You cannot enter it again.";
        /// The key was used for something else.
        KeyReused => "idempotency-key-reused", 422, "This key belongs to another entry of yours. Use a new key for a new entry.";
    }
}

crate::refusal! {
    /// Why an entry was not withdrawn.
    WithdrawRefusal {
        /// After the close.
        Closed => "not-open", 403, "This draw has closed, so its list of entries stands. If you win, you need not pay.";
        /// Staff took the entry out.
        Disqualified => "disqualified", 409, "This entry was taken out of the draw already.";
    }
}

crate::refusal! {
    /// Why an entry was not disqualified.
    DisqualifyRefusal {
        /// The list is sealed.
        Frozen => "frozen", 409, "The list of entries is frozen: after that nobody can change it. Cancel the draw in public if it must not stand.";
        /// It does not stand any more.
        AlreadyOut => "already-out", 409, "This entry was withdrawn or disqualified already. Nothing was changed.";
    }
}

crate::refusal! {
    /// Why an appeal was not heard.
    AppealRefusal {
        /// The list is sealed.
        Frozen => "frozen", 409, "The list of entries is sealed: after that nobody can change it, and no appeal can help. Nothing was sent.";
        /// The entry stands, or was withdrawn.
        NotOut => "not-taken-out", 409, "We have not taken this entry out, so there is nothing to appeal against.";
        /// One appeal is heard.
        Said => "already-appealed", 409, "You have appealed already. We answer by mail and on the page of your entry.";
    }
}

crate::refusal! {
    /// Why an appeal was not answered.
    AnswerRefusal {
        /// The list is sealed.
        Frozen => "frozen", 409, "The list of entries is frozen: after that nobody can change it. Cancel the draw in public if it must not stand.";
        /// The entry stands, or was withdrawn.
        NotOut => "not-taken-out", 409, "This entry is not taken out. Nothing was changed.";
        /// Nothing to stay with.
        NoAppeal => "no-appeal", 409, "Its entrant has not appealed, so there is nothing to decline. You can put the entry back.";
        /// One person, one standing entry.
        AnotherStands => "already-entered", 409, "Its entrant has another entry that stands, and one person has one. Nothing was changed.";
    }
}

/// Most characters of what staff explain or answer.
#[cfg(feature = "server")]
pub(super) const EXPLANATION: u32 = 500;

/// What somebody wrote, trimmed: something, and not too much.
#[cfg(feature = "server")]
pub(super) fn said<'a>(field: &str, words: &'a str, most: u32) -> Result<&'a str, Vec<crate::FieldError>> {
    use crate::{FieldError, Problem};

    let words = words.trim();
    match u32::try_from(words.chars().count()) {
        Ok(0) => Err(vec![FieldError::new(field, Problem::Required)]),
        Ok(count) if count <= most => Ok(words),
        _ => Err(vec![FieldError::new(field, Problem::TooLong(most))]),
    }
}

/// What entries of several accounts share, so that one person may be behind them. A reason to look, not to judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum Shared {
    /// Mail to their addresses comes to one mailbox.
    Mailbox,
    /// They paid with one card before.
    Card,
    /// Parcels go to one door.
    Address,
}

impl Shared {
    /// The word for staff.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Mailbox => "Same mailbox",
            Self::Card => "Same card",
            Self::Address => "Same address",
        }
    }

    /// The stored name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mailbox => "mailbox",
            Self::Card => "card",
            Self::Address => "address",
        }
    }
}

/// Why staff take an entry out; published as the entry's note (fair-draw.md, section 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The same person has another entry.
    DuplicatePerson,
    /// The same card as another entry.
    DuplicatePayment,
    /// The same address as another entry.
    DuplicateAddress,
    /// The card that was to pay was declined.
    PaymentDeclined,
    /// Against the rules.
    Abuse,
}

impl Reason {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::DuplicatePerson, Self::DuplicatePayment, Self::DuplicateAddress, Self::PaymentDeclined, Self::Abuse];

    /// The note in the public list.
    pub const fn note(self) -> &'static str {
        match self {
            Self::DuplicatePerson => "duplicate_person",
            Self::DuplicatePayment => "duplicate_payment",
            Self::DuplicateAddress => "duplicate_address",
            Self::PaymentDeclined => "payment_declined",
            Self::Abuse => "abuse",
        }
    }

    /// The reason behind a note.
    pub fn of_note(note: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.note() == note)
    }

    /// What the entrant is told.
    pub const fn words(self) -> &'static str {
        match self {
            Self::DuplicatePerson => "you already have an entry in this draw under another account",
            Self::DuplicatePayment => "the same card was used for another entry in this draw",
            Self::DuplicateAddress => "another entry in this draw goes to the same address",
            Self::PaymentDeclined => "the card that was to pay for it was declined",
            Self::Abuse => "it was made against the rules of the draw",
        }
    }
}

/// The chance of one entry: `1 in 34.3`, or `certain` when there is a unit for everybody.
/// Tenths are rounded half up; below two in one it says so exactly: `12 in 13`.
pub fn odds(units: i64, entries: i64) -> String {
    if units <= 0 {
        return "none".into();
    }
    if entries <= units {
        return "certain".into();
    }
    if entries < units * 2 {
        return format!("{units} in {entries}");
    }
    let tenths = (entries * 20 + units) / (units * 2);
    if tenths % 10 == 0 { format!("1 in {}", tenths / 10) } else { format!("1 in {}.{}", tenths / 10, tenths % 10) }
}

/// `412 entries for 12`.
pub fn entries_for(entries: i64, units: i64) -> String {
    format!("{entries} {} for {units}", if entries == 1 { "entry" } else { "entries" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_the_odds() {
        assert_eq!(odds(12, 412), "1 in 34.3");
        assert_eq!(odds(12, 408), "1 in 34");
        assert_eq!(odds(12, 12), "certain");
        assert_eq!(odds(12, 0), "certain");
        assert_eq!(odds(12, 13), "12 in 13");
        assert_eq!(odds(1, 2), "1 in 2");
        assert_eq!(odds(0, 2), "none");
        assert_eq!(entries_for(1, 2), "1 entry for 2");
        assert_eq!(entries_for(412, 12), "412 entries for 12");
    }

    #[test]
    fn every_reason_is_one_that_the_protocol_lists() {
        for reason in Reason::ALL {
            assert!(draw::text::is_listed_reason(reason.note()), "{reason:?}");
            assert_eq!(Reason::of_note(reason.note()), Some(reason));
        }
        assert_eq!(Reason::of_note("withdrawn"), None);
    }
}
