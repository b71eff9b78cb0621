//! The log in plain words.

/// What staff did, without to what: `order.refunded` is `Refunded an order`.
pub fn sentence(action: &str) -> String {
    let own = match action {
        "account.admin_created" => "Made an admin",
        "account.role_changed" => "Changed the role of an account",
        "draw.evidence_asked" => "Had the evidence of a draw packed",
        "drop.rehearsal_stopped" => "Stopped the rehearsal of a drop",
        "email.resent" => "Sent an email again",
        "job.all_discarded" => "Discarded all dead letters of a kind",
        "job.all_retried" => "Retried all dead letters of a kind",
        "job.discarded" => "Discarded a dead letter",
        "job.retried" => "Retried a dead letter",
        "line.paced" => "Set the pace of a waiting line",
        "order.noted" => "Wrote a note on an order",
        "order.delivered" => "Marked an order as delivered",
        "order.shipped" => "Marked an order as shipped",
        "entry.appeal_declined" => "Declined the appeal against taking out an entry",
        "signing_key.rotated" => "Rotated the signing key",
        "product.variants_saved" => "Saved the sizes of a product",
        _ => return by_rule(action),
    };
    own.to_owned()
}

fn by_rule(action: &str) -> String {
    let (thing, deed) = action.split_once('.').unwrap_or(("", action));
    let deed = deed.replace('_', " ");
    let (verb, how) = deed.split_once(' ').unwrap_or((&deed, ""));
    let mut letters = verb.chars();
    let verb: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    let thing = match thing {
        // Nobody receives a stock.
        "" | "stock" => thing.to_owned(),
        _ if thing.starts_with(['a', 'e', 'i', 'o', 'u']) => format!("an {thing}"),
        _ => format!("a {thing}"),
    };
    [verb.as_str(), &thing, how].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The particulars of an entry as name and value; nothing for values that say nothing.
#[cfg(feature = "server")]
pub(super) fn facts(details: &serde_json::Value) -> Vec<(String, String)> {
    use serde_json::Value;

    let Value::Object(details) = details else { return Vec::new() };
    let value = |value: &Value| match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        Value::Bool(yes) => Some(if *yes { "yes" } else { "no" }.to_owned()),
        other => Some(other.to_string()),
    };
    details.iter().filter_map(|(name, of)| Some((name.replace('_', " "), value(of)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_was_done() {
        assert_eq!(sentence("order.refunded"), "Refunded an order");
        assert_eq!(sentence("drop.closed_early"), "Closed a drop early");
        assert_eq!(sentence("stock.received"), "Received stock");
        assert_eq!(sentence("job.retried"), "Retried a dead letter");
        assert_eq!(sentence("odd"), "Odd");
    }

    #[cfg(feature = "server")]
    #[test]
    fn lists_what_there_is_to_say() {
        let details =
            serde_json::json!({ "closed_early": true, "note": "", "reason": null, "units": 3, "sizes": ["41"] });
        let facts = facts(&details);
        let shown: Vec<_> = facts.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        assert_eq!(shown, ["closed early: yes", "sizes: [\"41\"]", "units: 3"]);
    }
}
