//! A drop's defences from outside: the API's challenge and problem documents, the pages of shoppers and staff.

use std::time::Duration;

use http::StatusCode;
use shop::accounts::{Role, tokens};
use shop::defences::DefenceForm;
use shop::defences::proof::{Challenge, Search};
use shop::{At, drops};
use testkit::{Person, Release};

use crate::api::call;
use crate::browser::Site;

fn bearer(site: &Site, person: &Person) -> String {
    let until = site.shop.now().plus(Duration::from_mins(15));
    format!("Bearer {}", tokens::issue(&site.shop.config.secret, &person.actor(), until))
}

async fn drop_path(site: &Site, release: &Release) -> String {
    format!("/drops/{}", drops::find(&site.shop.db, release.id).await.unwrap().unwrap().slug)
}

#[tokio::test]
async fn a_program_solves_a_challenge_and_orders_with_the_proof() {
    let site = Site::new().await;
    let bots = DefenceForm { proof_bits: "8".into(), ..DefenceForm::default() };
    let release = site.shop.flash_sale().defended(bots).open().await;
    let token = bearer(&site, &site.shop.shopper().await);
    let orders = format!("/api/v1/drops/{}/orders", release.id);
    let challenges = format!("/api/v1/drops/{}/challenge", release.id);
    let body = format!(r#"{{"variant_id": "{}"}}"#, release.sizes[0]);
    let signed = [("authorization", token.as_str()), ("idempotency-key", "k")];

    let (status, problem) = call(&site, "POST", &orders, &signed, &body).await;
    assert_eq!((status, problem["type"].as_str().unwrap()), (StatusCode::FORBIDDEN, "/problems/proof-needed"));
    assert!(problem["detail"].as_str().unwrap().contains(&challenges), "{problem}");

    assert_eq!(call(&site, "GET", &challenges, &[], "").await.0, StatusCode::UNAUTHORIZED);
    let (status, asked) = call(&site, "GET", &challenges, &signed[..1], "").await;
    assert_eq!((status, asked["bits"].as_u64()), (StatusCode::OK, Some(8)));
    assert!(asked["expires_at"].as_str().unwrap().ends_with('Z'));
    let challenge = asked["challenge"].as_str().unwrap().to_owned();
    let proof = Search::new(Challenge { challenge, bits: 8, expires_at: At::utc(0) }).go_on(u32::MAX).unwrap();

    let stranger = bearer(&site, &site.shop.shopper().await);
    for (who, proof, expected) in [
        (&token, "no proof", StatusCode::FORBIDDEN),
        (&stranger, proof.as_str(), StatusCode::FORBIDDEN),
        (&token, proof.as_str(), StatusCode::CREATED),
    ] {
        let headers = [("authorization", who.as_str()), ("idempotency-key", "k"), ("fairdrop-proof", proof)];
        assert_eq!(call(&site, "POST", &orders, &headers, &body).await.0, expected);
    }
    assert_eq!(call(&site, "POST", &orders, &signed, &body).await.0, StatusCode::OK, "a repeat needs no other proof");
}

#[tokio::test]
async fn refusals_of_the_gates_are_problem_documents() {
    let site = Site::new().await;
    let token = bearer(&site, &site.shop.shopper().await);
    let signed = [("authorization", token.as_str()), ("idempotency-key", "k")];
    let gates = [
        (DefenceForm { account_age_minutes: "60".into(), ..DefenceForm::default() }, 403, "account-too-new"),
        (DefenceForm { confirmed_email: true, ..DefenceForm::default() }, 403, "email-unconfirmed"),
        (DefenceForm { per_range: "1".into(), ..DefenceForm::default() }, 409, "too-many-orders"),
    ];
    sqlx::query("update accounts set verified_at = null").execute(&site.shop.db).await.unwrap();
    for (bots, status, slug) in gates {
        let release = site.shop.flash_sale().defended(bots).open().await;
        let neighbour = bearer(&site, &site.shop.shopper().await);
        let orders = format!("/api/v1/drops/{}/orders", release.id);
        let body = format!(r#"{{"variant_id": "{}"}}"#, release.sizes[0]);
        // Takes the network's one order where that is limited.
        call(&site, "POST", &orders, &[("authorization", neighbour.as_str()), ("idempotency-key", "n")], &body).await;
        let (found, problem) = call(&site, "POST", &orders, &signed, &body).await;
        assert_eq!((found.as_u16(), problem["type"].as_str().unwrap()), (status, &*format!("/problems/{slug}")));
    }
    let ordinary = site.shop.flash_sale().open().await;
    let (status, problem) =
        call(&site, "GET", &format!("/api/v1/drops/{}/challenge", ordinary.id), &signed[..1], "").await;
    assert_eq!((status, problem["type"].as_str().unwrap()), (StatusCode::NOT_FOUND, "/problems/no-challenge"));
}

#[tokio::test]
async fn staff_choose_defences_in_the_form_and_shoppers_read_what_is_asked() {
    let site = Site::new().await;
    let goods = site.shop.flash_sale().units(5).draft().await;
    let mut browser = site.signed_in(&site.shop.staff(Role::Admin).await).await;
    let form = browser.get(&format!("/admin/drops/new?product={}", goods.product)).await;
    form.says("Proof of work, in bits");
    let now = site.shop.now();
    let draft = form
        .form("create_drop")
        .with("form[opens_at]", &now.plus(Duration::from_mins(10)).input_value())
        .with("form[closes_at]", &now.plus(Duration::from_mins(90)).input_value())
        .with("form[slug]", "kiln-runner-night")
        .with(&format!("form[units][v-{}]", goods.sizes[0]), "4")
        .with("form[bots][account_age_minutes]", "1440")
        .with("form[bots][confirmed_email]", "true")
        .with("form[bots][per_card]", "2");
    let wrong = browser.submit(draft.clone().with("form[bots][proof_bits]", "99")).await;
    wrong.says("Please enter a whole number from 0 to 22.");
    let page = browser.submit(draft).await;
    page.says("The draft is there.");
    page.says("Least age of the account 1 day");
    let edit = browser.get(&format!("{}/edit", page.path.split('?').next().unwrap())).await;
    let kept = edit.form("edit_drop");
    let value = |name: &str| kept.value(&format!("form[bots][{name}]")).unwrap_or_default().to_owned();
    assert_eq!(["account_age_minutes", "confirmed_email", "per_card"].map(value), ["1440", "true", "2"]);
    browser.submit(page.form("run_drop")).await.says("Scheduled");

    let drop = site.browser().get("/drops/kiln-runner-night").await;
    drop.says("What this drop asks for");
    drop.says("An account that is 1 day old Sign in to see whether yours is");
    let mut shopper = site.signed_in(&site.shop.shopper().await).await;
    let drop = shopper.get("/drops/kiln-runner-night").await;
    drop.says("A confirmed email address Yours is confirmed");
    drop.says("An account that is 1 day old Yours is from");
    drop.says("Orders with one card, at most 2");
    let ordinary = site.shop.flash_sale().open().await;
    let page = shopper.get(&drop_path(&site, &ordinary).await).await;
    assert!(!page.text().contains("What this drop asks for"));
}

#[tokio::test]
async fn a_refused_press_says_what_to_do_and_staff_see_it() {
    let site = Site::new().await;
    let bots = DefenceForm { proof_bits: "18".into(), ..DefenceForm::default() };
    let release = site.shop.flash_sale().defended(bots).open().await;
    let path = drop_path(&site, &release).await;
    let mut shopper = site.signed_in(&site.shop.shopper().await).await;
    let page = shopper.get(&path).await;
    page.says("A little work of your browser");
    let refused = shopper.submit(page.form("place_order").with("variant_id", &release.sizes[0].to_string())).await;
    refused.says("Wait a few seconds and press again");

    shop::defences::record(&site.shop).await.unwrap();
    let mut staff = site.signed_in(&site.shop.staff(Role::Manager).await).await;
    let desk = format!("/admin/drops/{}", release.id);
    for page in [desk.clone(), format!("{desk}/live")] {
        let page = staff.get(&page).await;
        page.says("Refused presses");
        page.says("No valid proof of work 1 1");
    }
    staff.get(&desk).await.says("Proof of work, bits 18");
}
