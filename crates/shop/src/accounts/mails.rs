//! What the feature writes to people.

use super::Account;
use crate::Shop;
use crate::notifications::Letter;

/// Greets a new account and asks to confirm the address.
pub(super) fn welcome(shop: &Shop, account: &Account, token: &str) -> Letter {
    let name = &shop.config.shop_name;
    Letter::new(shop, "welcome", key("welcome", token), format!("Welcome to {name}: please confirm your address"))
        .to(account.id, &account.email, &account.name)
        .paragraph(format!("It is good to have you at {name}. One press shows that this address is yours; then you can sign in, buy, and enter draws."))
        .secret_button("Confirm your address", &format!("/confirm?token={token}"))
        .paragraph("The link works for three days, once. If you did not register, you need not do anything: without it, nobody can use the account.")
}

/// To the owner of an address that somebody tried to register again.
pub(super) fn known(shop: &Shop, account: &Account) -> Letter {
    let hour = shop.now().ms() / 3_600_000;
    Letter::new(shop, "known", format!("known/{}/{hour}", account.id), "You have an account already")
        .to(account.id, &account.email, &account.name)
        .paragraph("Somebody, probably you, asked for an account with this address. There is one already: please sign in with it. If you forgot its password, you can set a new one.")
        .button("Sign in", "/sign-in")
        .paragraph("If it was not you, you need not do anything: nothing was changed.")
}

/// The link to set a new password.
pub(super) fn reset(shop: &Shop, account: &Account, token: &str) -> Letter {
    Letter::new(shop, "reset", key("reset", token), "Set a new password")
        .to(account.id, &account.email, &account.name)
        .paragraph("You asked to set a new password. Here is the link; it works for an hour, once.")
        .secret_button("Set a new password", &format!("/reset?token={token}"))
        .paragraph("If it was not you, you need not do anything: your password stays as it is.")
}

/// Says that the password changed.
pub(super) fn password_changed(shop: &Shop, account: &Account) -> Letter {
    let now = shop.now();
    Letter::new(
        shop,
        "password_changed",
        format!("password_changed/{}/{}", account.id, now.ms()),
        "Your password was changed",
    )
    .to(account.id, &account.email, &account.name)
    .paragraph(format!("Your password was changed on {now} {}. All other browsers were signed out.", now.zone()))
    .paragraph("If it was not you, set a new one now; that signs everybody else out.")
    .button("Set a new password", "/forgot")
}

/// Warns of guesses.
pub(super) fn failures(shop: &Shop, account: &Account) -> Letter {
    let day = shop.now().ms() / 86_400_000;
    Letter::new(shop, "failures", format!("failures/{}/{day}", account.id), "Somebody has trouble signing in as you")
        .to(account.id, &account.email, &account.name)
        .paragraph("Within the last hour somebody tried several wrong passwords for your account. Nobody got in, and we make them wait longer each time.")
        .paragraph("If it was you and you forgot your password, set a new one. If it was not, you need not do anything; a password that you use nowhere else is the best protection.")
        .button("Set a new password", "/forgot")
}

/// To the new address: confirms the change.
pub(super) fn confirm_email(shop: &Shop, account: &Account, new_email: &str, token: &str) -> Letter {
    Letter::new(shop, "confirm_email", key("confirm_email", token), "Confirm your new address")
        .to(account.id, new_email, &account.name)
        .paragraph(
            "You asked us to write to this address from now on. One press confirms it; you sign in with it then, too.",
        )
        .secret_button("Use this address", &format!("/confirm-email?token={token}"))
        .paragraph("The link works for an hour, once. If you did not ask, you need not do anything.")
}

/// To the old address: the change was made.
pub(super) fn email_changed(shop: &Shop, account: &Account, new_email: &str) -> Letter {
    let now = shop.now();
    Letter::new(shop, "email_changed", format!("email_changed/{}/{}", account.id, now.ms()), "Your address was changed")
        .to(account.id, &account.email, &account.name)
        .paragraph(format!("From {now} {} on we write to {new_email}, and you sign in with it. This address gets no more mail from us.", now.zone()))
        .paragraph("If it was not you, please answer this mail at once.")
}

/// A key that names the link without giving it away.
fn key(template: &str, token: &str) -> String {
    use sha2::{Digest, Sha256};
    format!("{template}/{}", hex::encode(&Sha256::digest(token.as_bytes())[..16]))
}
