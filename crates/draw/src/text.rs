//! The character sets of section 3, and the reasons that a note may give.

/// The largest integer that JSON carries exactly everywhere: 2^53 - 1.
pub const MAX_NUMBER: u64 = (1 << 53) - 1;

const REASONS: [&str; 6] =
    ["withdrawn", "duplicate_person", "duplicate_payment", "duplicate_address", "payment_declined", "abuse"];

/// Is this a pool's name: `[A-Za-z0-9 ._/-]{1,64}`?
pub fn is_pool_name(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b" ._/-".contains(&b);
    (1..=64).contains(&text.len()) && text.bytes().all(allowed)
}

/// Is this a note: `[a-z0-9_:]{0,40}`?
pub fn is_note(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b':';
    text.len() <= 40 && text.bytes().all(allowed)
}

/// May the rules hold this string: printable ASCII without `"` and `\`?
pub fn is_rules_text(text: &str) -> bool {
    text.bytes().all(|b| (0x20..=0x7e).contains(&b) && b != b'"' && b != b'\\')
}

/// Is this note one of the listed reasons for taking an entry out: `withdrawn`, ..., `filtered:NAME`?
pub fn is_listed_reason(note: &str) -> bool {
    REASONS.contains(&note) || note.strip_prefix("filtered:").is_some_and(|name| !name.is_empty() && is_note(note))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pools_notes_and_reasons() {
        assert!(is_pool_name("EU 42.5/W-a_b"));
        assert!(!is_pool_name("") && !is_pool_name("a,b") && !is_pool_name("é") && !is_pool_name(&"x".repeat(65)));
        assert!(is_note("") && is_note("filtered:own_account2"));
        assert!(!is_note("Abuse") && !is_note("a b") && !is_note(&"x".repeat(41)));
        assert!(is_listed_reason("abuse") && is_listed_reason("filtered:late"));
        assert!(!is_listed_reason("") && !is_listed_reason("filtered:") && !is_listed_reason("other"));
        assert!(is_rules_text("a {b} 'c'") && !is_rules_text("a\"") && !is_rules_text("a\\") && !is_rules_text("\n"));
    }
}
