//! What the forms of signing up and in send, and what they may be answered.

use serde::{Deserialize, Serialize};

/// What somebody fills in to get an account.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Registration {
    /// Their address.
    pub email: String,
    /// How to address them.
    pub name: String,
    /// At least ten characters.
    pub password: String,
}

// Not derived: a password belongs in no log.
impl std::fmt::Debug for Registration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Registration").finish_non_exhaustive()
    }
}

crate::refusal! {
    /// Why nobody was registered. It never says that an address is taken: anybody could ask.
    RegisterRefusal {}
}

crate::refusal! {
    /// Why somebody was not signed in. The first is the answer for unknown addresses too.
    SignInRefusal {
        /// No such pair of address and password.
        Wrong => "wrong-credentials", 401, "This address and password do not belong together. Check both, or set a new password.";
        /// The address has not been confirmed.
        ConfirmFirst => "confirm-first", 403, "Please confirm your address first: we have sent you a mail with a link.";
        /// The account was blocked by staff.
        Blocked => "blocked", 403, "This account is blocked. Please write to us if you think that is a mistake.";
    }
}

crate::refusal! {
    /// Why no link to set a password was asked for.
    ForgotRefusal {}
}

crate::refusal! {
    /// Why a link from a mail did nothing.
    LinkRefusal {
        /// It was used, replaced by a newer one, or is too old.
        Spent => "link-spent", 410, "This link was used already, or is too old. Links work once; please ask for a new one.";
        /// Another account took the address meanwhile.
        Taken => "address-taken", 409, "Another account uses this address by now. Your old address stays as it is.";
    }
}

crate::refusal! {
    /// Why a password was not set.
    ResetRefusal {
        /// The link was used, replaced by a newer one, or is too old.
        Spent => "link-spent", 410, "This link was used already, or is too old. Links work once; please ask for a new one.";
    }
}

crate::refusal! {
    /// Why a profile was not changed.
    ProfileRefusal {}
}
