use shop::audit::AuditEntry;

/// Address and name of the page about what an entry is about, where there is one.
pub fn page(entry: &AuditEntry) -> Option<(String, &'static str)> {
    let (thing, _) = entry.action.split_once('.')?;
    if thing == "job" {
        return job(entry);
    }
    let subject = entry.subject?;
    let (section, name) = match thing {
        "account" => ("customers", "The account"),
        "collection" => ("collections", "The collection"),
        "draw" => ("draws", "The draw"),
        // A line's entry is about its drop.
        "drop" | "line" => ("drops", "The drop"),
        "email" => ("emails", "The email"),
        "entry" => ("entries", "The entry"),
        "order" => ("orders", "The order"),
        // A picture's entry is about its product, a stock's about its variant.
        "picture" | "product" => ("products", "The product"),
        "stock" => ("stock", "The stock"),
        _ => return None,
    };
    let gone = entry.action.ends_with(".deleted") && thing != "picture";
    (!gone).then(|| (format!("/admin/{section}/{subject}"), name))
}

/// Jobs have numbers, so theirs is among the particulars.
fn job(entry: &AuditEntry) -> Option<(String, &'static str)> {
    let fact = |name: &str| entry.facts.iter().find(|(of, _)| of == name).map(|(_, value)| value);
    match (fact("job"), fact("kind")) {
        (Some(job), _) => Some((format!("/admin/jobs/{job}"), "The job")),
        (None, Some(kind)) => Some((format!("/admin/jobs?kind={kind}"), "The jobs")),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use shop::At;

    use super::*;

    fn entry(action: &str, fact: (&str, &str)) -> AuditEntry {
        let facts = vec![(fact.0.to_owned(), fact.1.to_owned())];
        let subject = Some("018f0000-0000-7000-8000-000000000000".parse().unwrap());
        AuditEntry {
            seq: 1,
            at: At::utc(0),
            account: None,
            who: None,
            action: action.to_owned(),
            subject,
            facts,
            hash: String::new(),
        }
    }

    #[test]
    fn leads_to_what_an_entry_is_about() {
        let of = |action, fact| page(&entry(action, fact)).map(|(href, _)| href);
        assert_eq!(of("order.refunded", ("units", "1")).unwrap(), "/admin/orders/018f0000-0000-7000-8000-000000000000");
        assert_eq!(of("job.retried", ("job", "7")).unwrap(), "/admin/jobs/7");
        assert_eq!(of("job.all_retried", ("kind", "a.b")).unwrap(), "/admin/jobs?kind=a.b");
        assert_eq!(of("collection.deleted", ("name", "Shoes")), None);
        assert!(of("picture.deleted", ("alt", "")).unwrap().starts_with("/admin/products/"));
    }
}
