use std::time::Duration;

use axum::body::Body;
use http::{Request, StatusCode, header};
use shop::accounts::Role;
use shop::config::BeaconConfig;
use shop::{DrawId, draws, drops};
use testkit::{Release, TestShop};

use crate::browser::Site;

/// An open draw with the address of its page.
async fn open(site: &Site) -> (Release, String, DrawId) {
    let drop = site.shop.draw().sizes(&[("EU 42", 1), ("EU 43", 2)]).window_minutes(90).open().await;
    let slug = drops::find(&site.shop.db, drop.id).await.unwrap().unwrap().slug;
    let draw = draws::live(&site.shop, drop.id).await.unwrap().unwrap().draw_id;
    (drop, format!("/drops/{slug}"), draw)
}

async fn close_and_draw(site: &Site, drop: &Release) {
    site.shop.advance(Duration::from_secs(3600));
    draws::close(&site.shop, drop.id).await.unwrap();
    site.shop.drain().await;
}

async fn file(site: &Site, path: &str, kind: &str) -> String {
    let (status, headers, text) = site.send(Request::get(path).body(Body::empty()).unwrap()).await;
    assert_eq!(status, StatusCode::OK, "{path}: {text}");
    assert_eq!(headers[header::CONTENT_TYPE], kind, "{path}");
    assert_eq!(headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*");
    text
}

#[tokio::test]
async fn a_shopper_enters_withdraws_enters_again_and_wins() {
    let site = Site::new().await;
    let (drop, page, draw) = open(&site).await;
    let shopper = site.shop.shopper().await;

    let mut anybody = site.browser();
    let seen = anybody.get(&page).await;
    seen.says("Sign in to enter");
    seen.says("0 entries for 3");

    let mut browser = site.signed_in(&shopper).await;
    let seen = browser.get(&page).await;
    seen.says("Enter the draw");
    let unchosen = browser.submit(seen.form("enter_draw")).await;
    unchosen.says("Please fill this in.");
    let form = seen.form("enter_draw").with("variant_id", &drop.sizes[1].to_string());
    let receipt = browser.submit(form.clone()).await;
    assert!(receipt.path.starts_with("/entries/"), "{}: {}", receipt.path, receipt.text());
    receipt.says("You are in: 1 of 1 for 2");
    assert_eq!(browser.submit(form).await.path, receipt.path, "the same press again");
    browser.get(&page).await.says("You are in: 1 of 1 for 2");

    let withdrawn = browser.submit(receipt.form("withdraw_entry")).await;
    withdrawn.says("Withdrawn");
    let again = browser.get(&page).await;
    again.says("You withdrew your first entry.");
    let second = browser.submit(again.form("enter_draw").with("variant_id", &drop.sizes[0].to_string())).await;
    second.says("You are in: 1 of 1 for 1");
    assert_ne!(second.path, receipt.path);
    browser.get("/account/entries").await.says("Kiln Runner");

    // Nobody else's business.
    let mut other = site.signed_in(&site.shop.shopper().await).await;
    assert_eq!(other.get(&second.path).await.status, StatusCode::NOT_FOUND);
    assert!(anybody.get(&second.path).await.path.starts_with("/sign-in?next="));
    anybody.get(&format!("/draws/{draw}")).await.says("1 entry for 3");

    close_and_draw(&site, &drop).await;
    browser.get(&second.path).await.says("You won: pay by");
    browser.get(&page).await.says("Pay for it");
    browser.get(&format!("/draws/{draw}")).await.says("rank 1 of 1");
}

#[tokio::test]
async fn everybody_reads_the_proof_and_its_files_verify() {
    let site = Site::new().await;
    let mut anybody = site.browser();
    anybody.get("/draws").await.says("No draw has opened yet");
    anybody.get("/draws/register").await.says("The register is empty");
    let (drop, _, draw) = open(&site).await;
    for (n, who) in site.shop.shoppers(5).await.iter().enumerate() {
        let wish =
            shop::entries::Enter { drop_id: drop.id, variant_id: drop.sizes[n % 2], idempotency_key: "k".into() };
        shop::entries::enter(&site.shop, &who.actor(), wish).await.unwrap();
    }
    for list in ["entries.csv", "ranking.csv", "allocations.csv"] {
        let early = site.send(Request::get(format!("/draws/{draw}/{list}")).body(Body::empty()).unwrap()).await;
        assert_eq!(early.0, StatusCode::NOT_FOUND, "no {list} yet");
    }
    close_and_draw(&site, &drop).await;

    anybody.get("/draws").await.says("5 entries for 3");
    anybody.get("/draws/register").await.says("drawn");
    let proof = anybody.get(&format!("/draws/{draw}")).await;
    for words in [
        "Promise",
        "Seal",
        "None: repeatable, but not operator-proof",
        "Ranking",
        "Offers",
        "What does this mean",
        "Winners",
        "Where the units went",
        "Every step",
        "Offered",
        "allocations.csv",
    ] {
        proof.says(words);
    }
    assert_eq!(anybody.get("/draws/0198c0de-0000-7000-8000-000000000000").await.status, StatusCode::NOT_FOUND);
    assert_eq!(anybody.get("/draws/nothing").await.status, StatusCode::NOT_FOUND);

    let record = file(&site, &format!("/draws/{draw}/record.json"), "application/json").await;
    let entries = file(&site, &format!("/draws/{draw}/entries.csv"), "text/csv; charset=utf-8").await;
    let ranking = file(&site, &format!("/draws/{draw}/ranking.csv"), "text/csv; charset=utf-8").await;
    let allocations = file(&site, &format!("/draws/{draw}/allocations.csv"), "text/csv; charset=utf-8").await;
    assert_eq!(allocations.matches(",offered,").count(), 3);
    let register = file(&site, "/draws/register.csv", "text/csv; charset=utf-8").await;
    let report = draw::verify(&draw::Evidence {
        record: record.as_bytes(),
        entries: Some(entries.as_bytes()),
        ranking: Some(ranking.as_bytes()),
        allocations: Some(allocations.as_bytes()),
        register: Some(register.as_bytes()),
        ..draw::Evidence::default()
    });
    assert!(report.accepted, "{report}");
    let entry = entries.lines().nth(1).unwrap().split(',').next().unwrap();
    let one = file(&site, &format!("/draws/{draw}/entries/{entry}/proof.json"), "application/json").await;
    assert!(draw::Proof::parse(one.as_bytes()).is_ok());
    file(&site, "/.well-known/fairdrop-keys.json", "application/json").await;

    // On paper: there already; the evidence comes with the settlement.
    proof.says("Certificate (PDF)");
    let paper = |name: &str| {
        Request::get(format!("/draws/{draw}/{name}")).header("accept-encoding", "br").body(Body::empty()).unwrap()
    };
    let (status, headers, body) = site.send(paper("certificate.pdf")).await;
    assert_eq!((status, &headers["content-type"]), (StatusCode::OK, &"application/pdf".parse().unwrap()));
    assert!(
        headers.get("content-encoding").is_none()
            && headers["content-length"].to_str().unwrap().parse::<usize>().unwrap() > 20_000
    );
    assert!(body.starts_with("%PDF-"));
    let evidence = Request::get(format!("/draws/{draw}/evidence.zip")).body(Body::empty()).unwrap();
    let (status, _, body) = site.send(evidence).await;
    assert!(status == StatusCode::NOT_FOUND && body.contains("/problems/no-evidence"), "{body}");
    let mut manager = site.signed_in(&site.shop.staff(Role::Manager).await).await;
    let seen = manager.get(&format!("/admin/draws/{draw}")).await;
    seen.says("not made yet");
    manager.submit(seen.form("make_draw_evidence")).await.says("The evidence is being packed");
    site.shop.drain().await;
    let (status, headers, body) = site.send(paper("evidence.zip")).await;
    assert_eq!((status, &headers["content-type"]), (StatusCode::OK, &"application/zip".parse().unwrap()));
    assert!(headers.get("content-encoding").is_none() && body.starts_with("PK"));
    anybody.get(&format!("/draws/{draw}")).await.says("Evidence pack (zip)");

    // The same by hand, with the script that we publish.
    anybody.get("/draws/verify").await.says("Check a draw by hand");
    let script = file(&site, "/draws/verify.py", "text/x-python; charset=utf-8").await;
    let folder = site.shop.files();
    let published =
        [("verify.py", script), ("record.json", record), ("entries.csv", entries), ("allocations.csv", allocations)];
    for (name, text) in published {
        std::fs::write(folder.join(name), text).unwrap();
    }
    let mut python = std::process::Command::new("python3");
    let ran = python.current_dir(folder).args(["verify.py", "record.json", "entries.csv", "allocations.csv"]).output();
    let ran = ran.unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

#[tokio::test]
async fn staff_see_entries_and_take_one_out_with_a_reason() {
    let site = Site::new().await;
    let (drop, page, draw) = open(&site).await;
    let who = site.shop.shopper().await;
    let wish = shop::entries::Enter { drop_id: drop.id, variant_id: drop.sizes[0], idempotency_key: "k".into() };
    shop::entries::enter(&site.shop, &who.actor(), wish).await.unwrap();
    site.shop.drain().await;
    let list = format!("/admin/draws/{draw}/entries");

    let mut shopper = site.signed_in(&who).await;
    assert_ne!(shopper.get(&list).await.status, StatusCode::OK);
    let mut support = site.signed_in(&site.shop.staff(Role::Support).await).await;
    support.get("/admin/draws").await.says("Kiln Runner");
    support.get(&format!("/admin/draws/{draw}")).await.says("Promise");
    support.get(&format!("{list}?q=nobody-of-this-name")).await.says("No entries here");
    let seen = support.get(&list).await;
    seen.says(&who.email);
    let out = seen.form("disqualify_entry").with("reason", "abuse").with("explanation", "Made by a script.");
    support.submit(out).await.says("Your account may not do this");

    let mut manager = site.signed_in(&site.shop.staff(Role::Manager).await).await;
    let seen = manager.get(&list).await;
    let silent = manager.submit(seen.form("disqualify_entry").with("reason", "abuse")).await;
    silent.says("Explanation: Please fill this in.");
    let out = silent.form("disqualify_entry").with("reason", "abuse").with("explanation", "Made by a script.");
    manager.submit(out).await.says("Made by a script.");
    let mine = shopper.get(&page).await;
    mine.says("We took this entry out because it was made against the rules");

    // Without JavaScript too: the entrant appeals, staff see it and put the entry back.
    let entry = shop::entries::mine(&site.shop, &who.actor(), None).await.unwrap().remove(0).entry.id;
    let entry = format!("/entries/{entry}");
    let mine = shopper.get(&entry).await;
    mine.says("Made by a script.");
    shopper.submit(mine.form("appeal_entry")).await.says("Please fill this in.");
    let said = shopper.submit(mine.form("appeal_entry").with("appeal", "I typed it myself.")).await;
    assert_eq!(said.path, entry);
    said.says("I typed it myself.");
    let waiting = manager.get(&format!("{list}?show=appeals")).await;
    waiting.says("Appeals (1)");
    waiting.says("I typed it myself.");
    let answer = waiting.form("answer_appeal").with("verdict", "reinstate").with("answer", "So you did.");
    manager.submit(answer).await.says("Appeals (0)");
    let back = shopper.get(&entry).await;
    back.says("You are in: 1 of 1 for 1");
    back.says("So you did.");
    site.shop.drain().await;
    let mail = site.shop.last_mail_to(&who.email).await;
    assert_eq!((mail.template.as_str(), mail.link("/entries/")), ("appeal_answered", entry));
}

#[tokio::test]
async fn staff_see_who_shares_a_mailbox_and_a_draw_that_repeats_another() {
    let site = Site::new().await;
    let (drop, page, draw) = open(&site).await;
    let people = site.shop.shoppers(2).await;
    sqlx::query("update accounts set email = $2 where id = $1")
        .bind(people[1].id)
        .bind(people[0].email.replace('@', "+two@"))
        .execute(&site.shop.db)
        .await
        .unwrap();
    for who in &people {
        let wish = shop::entries::Enter { drop_id: drop.id, variant_id: drop.sizes[0], idempotency_key: "k".into() };
        shop::entries::enter(&site.shop, &who.actor(), wish).await.unwrap();
    }
    site.shop.drain().await;
    let manager = site.shop.staff(Role::Manager).await;
    let mut staff = site.signed_in(&manager).await;
    let seen = staff.get(&format!("/admin/draws/{draw}/entries?show=suspects")).await;
    seen.says("Same mailbox");
    seen.says(&people[0].email);

    drops::cancel(&site.shop, &manager.actor(), drop.id, "The kiln broke.").await.unwrap();
    site.shop.drain().await;
    staff.get(&format!("/admin/drops/{}", drop.id)).await.says("Make a repeat");
    site.browser().get(&page).await.says("The kiln broke.");
}

#[tokio::test]
async fn a_receipt_is_downloaded_and_checked_without_javascript() {
    let site = Site::new().await;
    let (drop, _, _) = open(&site).await;
    let (who, other) = (site.shop.shopper().await, site.shop.shopper().await);
    let wish = shop::entries::Enter { drop_id: drop.id, variant_id: drop.sizes[0], idempotency_key: "k".into() };
    let id = shop::entries::enter(&site.shop, &who.actor(), wish).await.unwrap();
    let file = format!("/entries/{id}/receipt.json");
    let mut browser = site.signed_in(&who).await;
    let kept = browser.get(&file).await;
    assert_eq!((kept.status, kept.headers[header::CACHE_CONTROL].to_str().unwrap()), (StatusCode::OK, "no-store"));
    assert!(draw::Receipt::parse(kept.html.as_bytes()).is_ok(), "{}", kept.html);
    let mut stranger = site.signed_in(&other).await;
    assert_eq!(stranger.get(&file).await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.browser().get(&file).await.status, StatusCode::UNAUTHORIZED);

    let page = browser.get(&format!("/entries/{id}")).await;
    page.says("The receipt holds");
    page.says("Passed: the shop signed the receipt.");
    let check = async |browser: &mut crate::browser::Browser<'_>, text: &str| {
        let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("kept", text).finish();
        browser.get(&format!("/entries/{id}?{query}")).await
    };
    check(&mut browser, &kept.html).await.says("The receipt that you kept holds");
    let changed = check(&mut browser, &kept.html.replace("EU 42", "EU 43")).await;
    changed.says("The receipt that you kept does not hold");
    changed.says("Failed: the leaf is that of the entry.");
    close_and_draw(&site, &drop).await;
    check(&mut browser, &kept.html).await.says("Passed: the sealed list holds the entry.");
}

#[tokio::test]
async fn the_page_says_which_round_a_draw_waits_for_and_why_it_is_void() {
    let beacon = BeaconConfig { chain: &draw::TEST_CHAIN, relays: Vec::new(), margin_seconds: 60 };
    let site = Site::of(TestShop::with(8, None, |config| config.beacon = Some(beacon)).await);
    let (drop, page, draw) = open(&site).await;
    let shopper = site.shop.shopper().await;
    let wish = shop::entries::Enter { drop_id: drop.id, variant_id: drop.sizes[0], idempotency_key: "k".into() };
    shop::entries::enter(&site.shop, &shopper.actor(), wish).await.unwrap();
    close_and_draw(&site, &drop).await;

    let mut anybody = site.browser();
    let round = draws::find(&site.shop, None, draw, None).await.unwrap().beacon.unwrap().round;
    let waiting = anybody.get(&format!("/draws/{draw}")).await;
    for words in [
        "Test chain: this draw proves nothing",
        &format!("Round {round} of fairdrop-test, a test chain, which proves nothing"),
        "the draw waits for it until",
        "follows the beacon",
    ] {
        waiting.says(words);
    }

    site.shop.advance(Duration::from_secs(2 * 86_400));
    site.shop.drain().await;
    let void = anybody.get(&format!("/draws/{draw}")).await;
    void.says("This draw is void");
    void.says(&format!("Round {round} of the beacon fairdrop-test had not come by"));
    anybody.get("/draws/register").await.says("void");
    let mut own = site.signed_in(&shopper).await;
    own.get("/account/entries").await.says("Draw void");
    own.get(&page).await.says("nothing was charged");
    assert_eq!(site.shop.last_mail_to(&shopper.email).await.template, "draw_void");
}

#[tokio::test]
async fn whoever_lost_reads_how_many_tickets_they_have_and_why() {
    let site = Site::new().await;
    let (first, _, draw) = open(&site).await;
    let people = site.shop.shoppers(2).await;
    for who in &people {
        let wish = shop::entries::Enter { drop_id: first.id, variant_id: first.sizes[0], idempotency_key: "k".into() };
        shop::entries::enter(&site.shop, &who.actor(), wish).await.unwrap();
    }
    let mut anybody = site.browser();
    anybody.get(&format!("/draws/{draw}")).await.says("2 entries for 1 · 1 in 2");
    close_and_draw(&site, &first).await;
    anybody.get(&format!("/draws/{draw}")).await.says("Odds at the seal");

    let drop = site.shop.draw().units(1).window_minutes(90).bonus().open().await;
    let page = format!("/drops/{}", drops::find(&site.shop.db, drop.id).await.unwrap().unwrap().slug);
    anybody.get(&page).await.says("1 more for each draw of this shop");
    let lost: shop::AccountId = sqlx::query_scalar("select account_id from entries where entry_rank(draw_id, id) = 2")
        .fetch_one(&site.shop.db)
        .await
        .unwrap();
    let loser = people.iter().find(|who| who.id == lost).unwrap();
    let mut browser = site.signed_in(loser).await;
    let seen = browser.get(&page).await;
    seen.says("You have 2 tickets: 1, and 1 for a draw you lost since your last win.");
    let receipt = browser.submit(seen.form("enter_draw").with("variant_id", &drop.sizes[0].to_string())).await;
    receipt.says("2 tickets: 1, and 1 for a draw you lost since your last win");
    receipt.says("certain with 2 tickets");
    browser.get(&page).await.says("certain with 2 tickets if it closed now");
    browser.get("/account/entries").await.says("2 tickets: 1, and 1");
    anybody.get(&page).await.says("1 for 1 with 2 tickets");

    let mut manager = site.signed_in(&site.shop.staff(Role::Manager).await).await;
    manager.get(&format!("/admin/drops/{}", drop.id)).await.says("more after losses, 10 at most");
    let new = manager.get(&format!("/admin/drops/new?product={}", drop.product)).await;
    new.says("More tickets for those who lost before (draw)");
}

#[tokio::test]
async fn the_time_stamp_of_a_seal_is_shown_and_downloaded() {
    let site = Site::new().await;
    let (drop, _, draw) = open(&site).await;
    let shopper = site.shop.shopper().await;
    let wish = shop::entries::Enter { drop_id: drop.id, variant_id: drop.sizes[0], idempotency_key: "k".into() };
    shop::entries::enter(&site.shop, &shopper.actor(), wish).await.unwrap();
    close_and_draw(&site, &drop).await;
    let (page, path) = (format!("/draws/{draw}"), format!("/draws/{draw}/seal.tsr"));
    let (status, headers, text) = site.send(Request::get(&path).body(Body::empty()).unwrap()).await;
    assert_eq!(
        (status, &headers[header::CONTENT_TYPE]),
        (StatusCode::NOT_FOUND, &"application/problem+json".parse().unwrap())
    );
    assert!(text.contains("/problems/no-stamp"), "{text}");
    let before = site.browser().get(&page).await;
    assert!(!before.html.contains("seal.tsr"));

    // What is in it is for the tests of the job to tell.
    sqlx::query("insert into seal_stamps (draw_id, reply, stamped_at, service) values ($1, 'reply', '2026-06-30 07:00:00Z', 'tsa.example')")
        .bind(draw)
        .execute(&site.shop.db)
        .await
        .unwrap();
    assert_eq!(file(&site, &path, "application/timestamp-reply").await, "reply");
    let after = site.browser().get(&page).await;
    after.says("Time stamp of the seal , by tsa.example, at");
    assert!(after.html.contains(&path));
    site.browser().get("/draws/verify").await.says("openssl ts -verify -data seal.bin");
}
