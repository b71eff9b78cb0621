//! What the evidence pack says in words.

use draw::{Kind, Payment, QUICKNET, Record, Report, Rules, TEST_CHAIN};

/// Whose draw for what.
pub(super) struct About {
    pub shop: String,
    pub title: String,
    /// The draw's page.
    pub url: String,
}

/// What is in the pack and how to check it.
pub(super) fn readme(about: &About, record: &Record) -> String {
    let About { shop, title, url } = about;
    let (id, state) = (record.draw_id, record.state);
    let settled = if record.state == draw::State::Settled {
        "Every unit is settled: the allocation log is complete."
    } else {
        "Not every unit is settled: the allocation log goes on after this pack was made. The address above has all of it."
    };
    let test = match &record.rules.beacon {
        Some(named) if named.chain_hash != QUICKNET.hash => format!(
            "This draw used a TEST CHAIN and proves nothing. verify.py refuses it; add --test-chain {} to the line above.\n\n",
            TEST_CHAIN.name
        ),
        _ => String::new(),
    };
    format!(
        "Evidence of a fair draw\n\n{shop}: {title}\nDraw {id}, {state}\n{url}\n\n{settled}\nNothing in here names a person: entries are their public ids. Times are milliseconds since 1970, or UTC.\n\n\
         certificate.pdf   the draw on paper: pledge, counts, digests, winners, what is proven and what is not\n\
         rules.txt         the rules in words; record.json has them as they were hashed\n\
         record.json       promise, rules, seal, beacon, seed, winners\n\
         entries.csv       the sealed list, with those left out and why\n\
         ranking.csv       every entry that took part with its ticket, by rank\n\
         allocations.csv   every offer and what became of it, in order\n\
         register.csv      openings, seals, results and cancellations of the shop, up to this draw's last row; {register} has the rest\n\
         verify.py         a script that repeats the draw, in a hundred lines of Python\n\
         verification.txt  what the shop's own verifier found in these files\n\
         SHA256SUMS        the files' digests: sha256sum -c SHA256SUMS\n\n\
         To check it, with Python 3 alone and nothing installed:\n\n    python3 verify.py record.json entries.csv allocations.csv\n\n\
         The script leaves out two signatures: Ed25519, with which the shop signs the seal, and BLS12-381, with which a beacon signs its round. \
         For those, with the program fairdrop from somewhere else than from the shop:\n\n    fairdrop verify record.json entries.csv --ranking ranking.csv --allocations allocations.csv --register register.csv\n\n{test}\
         How it works, step by step: {verify}\n",
        register = url.replace(&id.to_string(), "register.csv"),
        verify = url.replace(&id.to_string(), "verify"),
    )
}

/// The rules, sentence by sentence.
pub(super) fn rules(about: &About, rules: &Rules) -> String {
    let mut lines = vec![
        format!("Rules of the draw {} by {}", rules.draw_id, about.shop),
        format!("For: {}", about.title),
        String::new(),
        "They were published and hashed into the commitment when the draw opened. Nothing in them changed after that."
            .to_owned(),
        String::new(),
        format!("1. Entries were taken from {} until {}.", rules.opens_at, rules.closes_at),
        format!(
            "2. The list was to be frozen and sealed at {}. Until then an entry could be withdrawn, or disqualified with a reason.",
            rules.freezes_at
        ),
        format!("3. {} could be won:", if rules.kind == Kind::Drop { "These units" } else { "These places" }),
    ];
    lines.extend(rules.pools.iter().map(|(pool, units)| format!("     {pool}: {units}")));
    lines.push(format!(
        "4. One entry a person counts. {} The most that one entry may weigh is {}.",
        rules.weights, rules.max_weight
    ));
    lines.push(format!("5. {}", beacon(rules)));
    lines.push(
        "6. The lowest tickets of each pool win. All others are alternates in the order of their tickets.".to_owned(),
    );
    lines.push(format!("7. {}", payment(rules)));
    lines.push("8. A unit that its winner does not take goes to the next in rank, never to anybody else.".to_owned());
    if let Some(previous) = rules.previous_draw {
        lines.push(format!("9. This draw replaces the draw {previous}, which was stopped in public."));
    }
    lines.push(String::new());
    lines.push("As they were hashed, all of it:".to_owned());
    lines.push(rules.canonical().to_owned());
    lines.join("\n") + "\n"
}

fn beacon(rules: &Rules) -> String {
    match &rules.beacon {
        None => "There is no beacon: anybody can repeat the draw, but it is not proof against the shop, which knew the secret while entries came in.".to_owned(),
        Some(named) => {
            let chain = if named.chain_hash == QUICKNET.hash { "drand's chain quicknet" } else { "a TEST CHAIN, which proves nothing about the shop," };
            format!(
                "Round {} of {chain} ({}) decides, together with the secret that was committed to. It is due {} seconds or more after the freeze. Without it by {} the draw is void.",
                named.round, named.chain_hash, rules.beacon_margin_seconds, rules.beacon_deadline
            )
        }
    }
}

fn payment(rules: &Rules) -> String {
    let price = rules
        .price
        .as_ref()
        .map_or_else(String::new, |price| format!(" A unit costs {} minor units of {}.", price.amount, price.currency));
    let window = rules.payment_window_minutes;
    match rules.payment {
        Payment::AuthoriseAtEntry => format!(
            "The card is authorised at entry and charged on winning, within {window} minutes of the offer.{price}"
        ),
        Payment::PayAfterWin => format!("Winners have {window} minutes from the offer to pay.{price}"),
        Payment::None => format!("Nothing is paid. Winners have {window} minutes from the offer to claim."),
    }
}

/// What our own verifier found.
pub(super) fn verification(report: &Report) -> String {
    format!(
        "What Fairdrop's own verifier found in these files when they were packed.\n\
         It is the shop's program and the shop's word: run verify.py, or fairdrop verify from elsewhere, to see for yourself.\n\n{report}"
    )
}
