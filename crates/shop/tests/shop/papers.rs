//! The certificate and the evidence pack: made by jobs, once, the same each time, and about nobody.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use futures::TryStreamExt;
use lopdf::Document;
use shop::accounts::Role;
use shop::draws::{self, DrawState, MakeCertificate, MakeEvidence, PaperRefusal, SweepDraws, files, papers};
use shop::storage::Kept;
use shop::{Bar, DrawId, Error};
use testkit::TestShop;

use crate::allocations::{drawn, order};
use crate::draws::{enter, lapse, open, pay, state};
use crate::orders::refusal;

async fn bytes(kept: Kept) -> Vec<u8> {
    let parts: Vec<_> = kept.parts.try_collect().await.unwrap();
    let all = parts.concat();
    assert_eq!(all.len() as u64, kept.size);
    all
}

async fn certificate(shop: &TestShop, draw: DrawId) -> Vec<u8> {
    bytes(papers::certificate_pdf(shop, draw).await.ok().unwrap()).await
}

async fn evidence(shop: &TestShop, draw: DrawId) -> Vec<u8> {
    bytes(papers::evidence_zip(shop, draw).await.ok().unwrap()).await
}

/// The words of a PDF without white space.
fn words(pdf: &[u8]) -> String {
    let document = Document::load_mem(pdf).unwrap();
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    document.extract_text(&pages).unwrap().split_whitespace().collect()
}

/// The papers in the storage.
fn kept(shop: &TestShop, draw: DrawId) -> BTreeMap<String, Vec<u8>> {
    let folder = shop.files().join("media/draws").join(draw.to_string());
    let file = |entry: std::io::Result<std::fs::DirEntry>| {
        let entry = entry.unwrap();
        (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap())
    };
    std::fs::read_dir(folder).unwrap().map(file).collect()
}

/// Unpacks an archive as its reader does, and answers its folder.
fn unpacked(shop: &TestShop, draw: DrawId, zip: &[u8]) -> PathBuf {
    let to = shop.files().join("unpacked");
    let _ = std::fs::remove_dir_all(&to);
    std::fs::create_dir_all(&to).unwrap();
    std::fs::write(to.join("pack.zip"), zip).unwrap();
    says(&to, "python3", &["-m", "zipfile", "-e", "pack.zip", "."]);
    to.join(format!("draw-{draw}"))
}

fn says(folder: &Path, program: &str, args: &[&str]) -> String {
    let ran = Command::new(program).current_dir(folder).args(args).output().unwrap();
    assert!(
        ran.status.success(),
        "{program}: {}{}",
        String::from_utf8_lossy(&ran.stdout),
        String::from_utf8_lossy(&ran.stderr)
    );
    String::from_utf8(ran.stdout).unwrap()
}

/// Lets every offer lapse until the draw is settled.
async fn settle(shop: &TestShop, draw: DrawId) {
    while state(shop, draw).await != DrawState::Settled {
        lapse(shop).await;
    }
}

#[tokio::test]
async fn a_draw_gets_its_certificate_with_the_result_and_another_with_the_settlement() {
    let shop = TestShop::new().await;
    let (drop, draw) = open(&shop, &[("EU 42", 2)]).await;
    assert_eq!(refused(papers::certificate_pdf(&shop, draw).await), PaperRefusal::NoCertificate);
    assert!(draws::find(&shop, None, draw, None).await.unwrap().papers.certificate.is_none());
    let people = shop.shoppers(4).await;
    for who in &people {
        enter(&shop, who, &drop, 0).await.unwrap();
    }
    crate::draws::close_and_draw(&shop, &drop).await;

    let first = certificate(&shop, draw).await;
    let record = files::record(&shop, draw).await.unwrap();
    let text = words(&first);
    let winners = record.winners.as_ref().unwrap();
    assert_eq!(winners.len(), 2);
    for says in winners
        .iter()
        .map(|w| w.entry_id.to_string())
        .chain([record.seal.unwrap(), record.seed.unwrap()].map(|hash| hash.to_string()))
    {
        assert!(text.contains(&says), "{says} is not in {text}");
    }
    assert!(text.contains("Nobeacon:repeatable,butnotoperator-proof"));
    assert!(!text.contains("pledged="));
    assert_eq!(draws::find(&shop, None, draw, None).await.unwrap().papers.certificate.unwrap().state, DrawState::Drawn);
    assert_eq!(refused(papers::evidence_zip(&shop, draw).await), PaperRefusal::NoEvidence);

    pay(&shop, order(&shop, draw, "EU 42", 1).await.0).await;
    settle(&shop, draw).await;
    let text = words(&certificate(&shop, draw).await);
    assert!(text.contains("2pledged=1paid+0writtenoff+1leftover."), "{text}");
    let names: Vec<_> = kept(&shop, draw).into_keys().collect();
    let rows: i64 = sqlx::query_scalar("select max(seq) from allocations").fetch_one(&shop.db).await.unwrap();
    assert_eq!(names, ["certificate-settled.pdf".to_owned(), format!("evidence-{rows}.zip")]);
    let found = draws::find(&shop, None, draw, None).await.unwrap().papers;
    assert_eq!([found.certificate.unwrap().state, found.evidence.unwrap().state], [DrawState::Settled; 2]);
}

/// The refusal, where what is refused cannot be shown.
fn refused(result: Result<Kept, Error<PaperRefusal>>) -> PaperRefusal {
    refusal(result.map(|kept| kept.size))
}

#[tokio::test]
async fn the_evidence_checks_itself_and_names_nobody() {
    let shop = TestShop::new().await;
    let draw = drawn(&shop, &[("EU 42", 2, 5), ("EU 43", 1, 0)]).await;
    // Another draw's rows come after this one's and stay out.
    open(&shop, &[("One", 1)]).await;
    pay(&shop, order(&shop, draw, "EU 42", 1).await.0).await;
    settle(&shop, draw).await;

    let folder = unpacked(&shop, draw, &evidence(&shop, draw).await);
    let mut names: Vec<_> =
        std::fs::read_dir(&folder).unwrap().map(|f| f.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    let expected = [
        "README.txt",
        "SHA256SUMS",
        "allocations.csv",
        "certificate.pdf",
        "entries.csv",
        "ranking.csv",
        "record.json",
        "register.csv",
        "rules.txt",
        "verification.txt",
        "verify.py",
    ];
    assert_eq!(names, expected);
    let read = |name: &str| std::fs::read(folder.join(name)).unwrap();
    assert_eq!(read("record.json"), files::record_json(&shop, draw).await.unwrap());
    assert_eq!(read("entries.csv"), crate::draws::text(files::entries_csv(&shop, draw).await.unwrap()).await);
    assert_eq!(read("allocations.csv"), crate::draws::text(files::allocations_csv(&shop, draw).await.unwrap()).await);
    assert_eq!(read("certificate.pdf"), certificate(&shop, draw).await);
    let register = String::from_utf8(read("register.csv")).unwrap();
    assert_eq!(register.lines().skip(1).filter(|row| row.contains(&draw.to_string())).count(), 3);
    assert_eq!(register.lines().count(), 4, "{register}");

    let said = says(&folder, "python3", &["verify.py", "record.json", "entries.csv", "allocations.csv"]);
    assert!(said.contains("10 passed") && said.contains("ACCEPTED"), "{said}");
    says(&folder, "sha256sum", &["-c", "SHA256SUMS"]);
    let verification = String::from_utf8(read("verification.txt")).unwrap();
    assert!(
        verification.contains("0 failed") && verification.contains("passed       the public register agrees"),
        "{verification}"
    );
    let rules = String::from_utf8(read("rules.txt")).unwrap();
    assert!(rules.contains("EU 42: 2") && rules.contains("There is no beacon"), "{rules}");

    let people: Vec<(uuid::Uuid, String, String)> =
        sqlx::query_as("select id, email, name from accounts").fetch_all(&shop.db).await.unwrap();
    assert!(people.len() >= 5);
    let mut all: String = names.iter().map(|name| String::from_utf8_lossy(&read(name)).into_owned()).collect();
    all.push_str(&words(&read("certificate.pdf")));
    for (id, email, name) in people {
        let close: String = name.split_whitespace().collect();
        for person in [id.to_string(), email, name, close] {
            assert!(!all.contains(&person), "{person} is in the pack");
        }
    }
}

#[tokio::test]
async fn papers_that_are_made_again_or_killed_are_the_same_files() {
    let shop = TestShop::new().await;
    let draw = drawn(&shop, &[("EU 42", 1, 3)]).await;
    settle(&shop, draw).await;
    let before = kept(&shop, draw);
    assert_eq!(before.len(), 2);

    let mut conn = shop.db.acquire().await.unwrap();
    queue::enqueue(&mut conn, &MakeCertificate { draw_id: draw }).await.unwrap();
    queue::enqueue(&mut conn, &MakeEvidence { draw_id: draw }).await.unwrap();
    shop.drain().await;
    assert_eq!(kept(&shop, draw), before);

    // As if neither had ever been made; then the job dies after one millisecond, two, four and so on.
    sqlx::query("delete from draw_papers").execute(&shop.db).await.unwrap();
    std::fs::remove_dir_all(shop.files().join("media/draws")).unwrap();
    killed(|| papers::make_certificate(&shop, draw)).await;
    killed(|| papers::make_evidence(&shop, draw)).await;
    shop.drain().await;
    let papers: Vec<_> = kept(&shop, draw).into_iter().filter(|(name, _)| !name.contains(".part")).collect();
    assert_eq!(papers, before.into_iter().collect::<Vec<_>>());
}

/// Begins it again and again, each time letting it live twice as long before it is dropped where it stands.
async fn killed<F: Future<Output = Result<(), shop::Fault>>>(mut step: impl FnMut() -> F) {
    for doubled in 0.. {
        if let Ok(done) = tokio::time::timeout(Duration::from_millis(1 << doubled), step()).await {
            return done.unwrap();
        }
    }
}

#[tokio::test]
async fn staff_have_the_evidence_packed_before_the_settlement() {
    let shop = TestShop::new().await;
    let (manager, support) = (shop.staff(Role::Manager).await.actor(), shop.staff(Role::Support).await.actor());
    let (_, undrawn) = open(&shop, &[("One", 1)]).await;
    assert_eq!(refusal(papers::ask_evidence(&shop, &manager, undrawn).await), PaperRefusal::NotDrawn);
    let draw = drawn(&shop, &[("EU 42", 1, 3)]).await;
    let barred = papers::ask_evidence(&shop, &support, draw).await;
    assert!(matches!(barred, Err(Error::Barred(Bar::Forbidden))), "{barred:?}");

    papers::ask_evidence(&shop, &manager, draw).await.unwrap();
    papers::ask_evidence(&shop, &manager, draw).await.unwrap();
    shop.drain().await;
    let folder = unpacked(&shop, draw, &evidence(&shop, draw).await);
    let said = says(&folder, "python3", &["verify.py", "record.json", "entries.csv", "allocations.csv"]);
    assert!(said.contains("ACCEPTED"), "{said}");
    assert!(kept(&shop, draw).contains_key("evidence-1.zip"));

    settle(&shop, draw).await;
    let names: Vec<_> = kept(&shop, draw).into_keys().collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(!names.contains(&"evidence-1.zip".to_owned()), "{names:?}");
}

#[tokio::test]
async fn the_sweep_makes_what_is_missing() {
    let shop = TestShop::new().await;
    let draw = drawn(&shop, &[("EU 42", 1, 2)]).await;
    settle(&shop, draw).await;
    let before = kept(&shop, draw);
    sqlx::query("delete from draw_papers").execute(&shop.db).await.unwrap();
    std::fs::remove_dir_all(shop.files().join("media/draws")).unwrap();
    let mut conn = shop.db.acquire().await.unwrap();
    queue::enqueue(&mut conn, &SweepDraws {}).await.unwrap();
    shop.drain().await;
    assert_eq!(kept(&shop, draw), before);
}
