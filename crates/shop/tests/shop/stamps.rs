//! Time stamps of seals. The service is OpenSSL's, with certificates that it made; what we keep of its answers, OpenSSL
//! checks again.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use draw::TEST_CHAIN;
use queue::testing::enqueued;
use shop::config::BeaconConfig;
use shop::draws::stamp::{StampRefusal, seal_tsr, stamp_seal};
use shop::draws::{self, DrawState, Stamp, StampSeal, files, papers};
use shop::{DrawId, Error};
use testkit::{Release, TestShop};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::draws::{HOUR, enter, open, state, verified};
use super::papers::{evidence, unpacked};

/// The real time is what OpenSSL stamps; the draws of these tests are sealed an hour after their shop opened.
const AGO: Duration = Duration::from_secs(3600 - 50);

const SETTINGS: &str = "
[req]
distinguished_name = name
[name]
[root]
basicConstraints = critical,CA:true
[stamps]
extendedKeyUsage = critical,timeStamping
[web]
extendedKeyUsage = serverAuth
[service]
serial = serial
default_policy = 1.2.3.4.1
signer_digest = sha256
digests = sha256
accuracy = secs:1,millisecs:500
clock_precision_digits = 3
tsa_name = yes
[old]
serial = serial
default_policy = 1.2.3.4.1
signer_digest = sha256
digests = sha256
ess_cert_id_alg = sha1
[picky]
serial = serial
default_policy = 1.2.3.4.1
signer_digest = sha256
digests = sha512
";

/// A folder with a root, a certificate for time stamps, and one for web sites with the same key.
struct Authority(PathBuf);

impl Authority {
    /// With a key of this kind, as `openssl req` takes it.
    fn new(key: &[&str]) -> Self {
        let folder = std::env::temp_dir().join(format!("fairdrop-stamps-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir_all(&folder).unwrap();
        // More than we read of an answer.
        let large = format!("{SETTINGS}[large]\n1.2.3.4 = ASN1:UTF8:{}\n", "a".repeat(70_000));
        std::fs::write(folder.join("settings"), large).unwrap();
        let own = Self(folder);
        let root =
            ["-x509", "-extensions", "root", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-days", "2"];
        own.req(&[&root[..], &["-subj", "/CN=Root", "-keyout", "root.key", "-out", "root.pem"]].concat());
        own.req(&[&["-newkey"], key, &["-subj", "/CN=Time", "-keyout", "key", "-out", "csr"]].concat());
        for kind in ["stamps", "web", "large"] {
            let ca = [
                "x509",
                "-req",
                "-in",
                "csr",
                "-CA",
                "root.pem",
                "-CAkey",
                "root.key",
                "-CAcreateserial",
                "-days",
                "2",
            ];
            own.run(&[&ca[..], &["-extfile", "settings", "-extensions", kind, "-out", kind]].concat());
        }
        own
    }

    fn req(&self, args: &[&str]) {
        self.run(&[&["req", "-config", "settings", "-nodes"], args].concat());
    }

    fn run(&self, args: &[&str]) {
        let ran = openssl(&self.0, args);
        assert!(ran.status.success(), "openssl {args:?}: {}", String::from_utf8_lossy(&ran.stderr));
    }

    /// Its answer to a question, as one of the services in the settings.
    fn answer(&self, question: &[u8], service: &str, more: &[&str]) -> Vec<u8> {
        std::fs::write(self.0.join("question"), question).unwrap();
        let ask = ["ts", "-reply", "-config", "settings", "-section", service, "-queryfile", "question"];
        self.run(&[&ask[..], &["-inkey", "key", "-signer", "stamps", "-out", "answer"], more].concat());
        std::fs::read(self.0.join("answer")).unwrap()
    }

    fn honest(&self, question: &[u8]) -> Vec<u8> {
        self.answer(question, "service", &[])
    }

    /// The same stamp, signed with a certificate for web sites.
    fn as_web_site(&self, question: &[u8]) -> Vec<u8> {
        self.honest(question);
        self.run(&["ts", "-reply", "-config", "settings", "-in", "answer", "-token_out", "-out", "token"]);
        self.run(&["cms", "-verify", "-noverify", "-inform", "DER", "-in", "token", "-out", "content"]);
        let kind = ["cms", "-sign", "-binary", "-nodetach", "-econtent_type", "1.2.840.113549.1.9.16.1.4", "-cades"];
        let who = ["-signer", "web", "-inkey", "key", "-outform", "DER", "-in", "content", "-out", "token"];
        self.run(&[&kind[..], &who].concat());
        self.run(&["ts", "-reply", "-config", "settings", "-in", "token", "-token_in", "-out", "answer"]);
        std::fs::read(self.0.join("answer")).unwrap()
    }

    /// Whether OpenSSL takes the stamp for one of this data, up to our root.
    fn verifies(&self, folder: &Path, data: &str) -> bool {
        let root = self.0.join("root.pem");
        let args = ["ts", "-verify", "-data", data, "-in", "seal.tsr", "-CAfile"];
        openssl(folder, &[&args[..], &[root.to_str().unwrap()]].concat()).status.success()
    }
}

impl Drop for Authority {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn openssl(folder: &Path, args: &[&str]) -> std::process::Output {
    Command::new("openssl").current_dir(folder).args(args).output().expect("these tests need openssl")
}

/// A service on loopback.
struct Service {
    address: String,
    asked: Arc<AtomicUsize>,
}

impl Service {
    /// Answers the questions, counted from 0, with these statuses and bodies; a status 0 is an answer that never comes.
    async fn that(answers: impl Fn(usize, &[u8]) -> (u16, Vec<u8>) + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/tsr", listener.local_addr().unwrap());
        let asked = Arc::new(AtomicUsize::new(0));
        let count = asked.clone();
        tokio::spawn(async move {
            let mut open = Vec::new();
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    head.push(stream.read_u8().await.unwrap());
                }
                let head = String::from_utf8(head).unwrap().to_lowercase();
                assert!(head.starts_with("post /tsr "), "{head}");
                assert!(head.contains("content-type: application/timestamp-query\r\n"), "{head}");
                let length = head.split("content-length: ").nth(1).unwrap().split("\r\n").next().unwrap();
                let mut question = vec![0; length.parse().unwrap()];
                stream.read_exact(&mut question).await.unwrap();
                let (status, body) = answers(count.fetch_add(1, Ordering::SeqCst), &question);
                if status == 0 {
                    open.push(stream);
                    continue;
                }
                let length = body.len();
                let head = format!("HTTP/1.1 {status} X\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
                let _ = stream.write_all(&[head.as_bytes(), &body].concat()).await;
            }
        });
        Self { address, asked }
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// A shop that asks it, opened so long ago.
    async fn shop(&self, ago: Duration, beacon: Option<BeaconConfig>) -> TestShop {
        TestShop::begun(ago, 8, None, |config| {
            config.timestamp_url = Some(self.address.parse().unwrap());
            config.beacon = beacon;
        })
        .await
    }
}

/// An open draw that three entered.
async fn entered(shop: &TestShop) -> (Release, DrawId) {
    let (drop, draw) = open(shop, &[("EU 42", 1)]).await;
    for who in shop.shoppers(3).await {
        enter(shop, &who, &drop, 0).await.unwrap();
    }
    (drop, draw)
}

/// Closes and seals it, an hour after it opened. Jobs do not run: one that waits for a stamp would ask until it is later.
async fn seal(shop: &TestShop, drop: &Release, draw: DrawId) {
    assert!(draws::close(shop, drop.id).await.unwrap());
    assert!(draws::freeze(shop, draw).await.unwrap());
}

async fn stamp(shop: &TestShop, draw: DrawId) -> Option<Stamp> {
    draws::find(shop, None, draw, None).await.unwrap().stamp
}

async fn is_unstamped(shop: &TestShop, draw: DrawId) {
    assert_eq!(stamp(shop, draw).await, None);
    assert!(matches!(seal_tsr(shop, draw).await, Err(Error::Refused(StampRefusal::NoStamp))));
}

/// Writes the stamp and the bytes of the seal where OpenSSL can read them.
async fn kept(shop: &TestShop, draw: DrawId) -> PathBuf {
    let folder = shop.files().join(draw.to_string());
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("seal.tsr"), seal_tsr(shop, draw).await.unwrap()).unwrap();
    let seal = files::record(shop, draw).await.unwrap().seal.unwrap();
    std::fs::write(folder.join("seal.bin"), seal.as_bytes()).unwrap();
    std::fs::write(folder.join("other.bin"), [1; 32]).unwrap();
    folder
}

#[tokio::test]
async fn a_seal_is_stamped_and_openssl_agrees() {
    let authority = Arc::new(Authority::new(&["rsa:2048"]));
    let own = authority.clone();
    let service = Service::that(move |_, question| (200, own.honest(question))).await;
    let shop = service.shop(AGO, None).await;
    let (drop, draw) = entered(&shop).await;
    is_unstamped(&shop, draw).await;
    assert_eq!(stamp_seal(&shop, draw).await.unwrap(), None, "there is no seal yet");
    shop.advance(HOUR);
    seal(&shop, &drop, draw).await;
    assert_eq!(stamp_seal(&shop, draw).await.unwrap(), None);
    assert!(draws::rank(&shop, draw).await.unwrap());

    let told = stamp(&shop, draw).await.unwrap();
    let sealed_at = draws::find(&shop, None, draw, None).await.unwrap().sealed_at.unwrap();
    assert!((told.at.ms() - sealed_at.ms()).abs() < 60_000, "{told:?}");
    assert_eq!(told.service, "127.0.0.1");
    let folder = kept(&shop, draw).await;
    assert!(authority.verifies(&folder, "seal.bin"));
    assert!(!authority.verifies(&folder, "other.bin"));

    assert_eq!(stamp_seal(&shop, draw).await.unwrap(), None);
    assert_eq!(service.asked(), 1, "once is enough");
    let changed = sqlx::query("update seal_stamps set reply = 'x'").execute(&shop.db).await.unwrap_err();
    assert!(changed.to_string().contains("seal_stamps"), "{changed}");
    assert!(verified(&shop, draw).await.accepted);

    // The pack has it, and its README the lines that check it.
    papers::make_evidence(&shop, draw).await.unwrap();
    let pack = unpacked(&shop, draw, &evidence(&shop, draw).await);
    assert_eq!(std::fs::read(pack.join("seal.tsr")).unwrap(), std::fs::read(folder.join("seal.tsr")).unwrap());
    std::fs::copy(authority.0.join("root.pem"), pack.join("root.pem")).unwrap();
    let readme = std::fs::read_to_string(pack.join("README.txt")).unwrap();
    let lines: Vec<_> = readme.lines().filter(|line| line.contains("seal.bin") || line.contains("openssl")).collect();
    assert_eq!(lines.len(), 3, "{readme}");
    let ran = Command::new("sh").current_dir(&pack).args(["-ec", &lines.join("\n")]).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

#[tokio::test]
async fn the_usual_ways_to_sign_are_known() {
    let curve = |name: &'static str| vec!["ec", "-pkeyopt", name];
    let authorities = Arc::new([
        (Authority::new(&["rsa:3072"]), "service", "-sha512"),
        (Authority::new(&curve("ec_paramgen_curve:P-256")), "service", "-sha256"),
        (Authority::new(&curve("ec_paramgen_curve:P-384")), "service", "-sha384"),
        (Authority::new(&["rsa:2048"]), "old", "-sha256"),
    ]);
    let own = authorities.clone();
    let service = Service::that(move |number, question| {
        let (authority, service, digest) = &own[number];
        (200, authority.answer(question, service, &[digest]))
    })
    .await;
    let shop = service.shop(AGO, None).await;
    let mut all = Vec::new();
    for _ in authorities.iter() {
        all.push(entered(&shop).await);
    }
    shop.advance(HOUR);
    for ((drop, draw), (authority, ..)) in all.iter().zip(authorities.iter()) {
        seal(&shop, drop, *draw).await;
        assert_eq!(stamp_seal(&shop, *draw).await.unwrap(), None);
        assert!(authority.verifies(&kept(&shop, *draw).await, "seal.bin"));
    }
    assert_eq!(service.asked(), authorities.len());
}

#[tokio::test]
async fn what_is_no_stamp_of_this_seal_is_asked_for_again_while_the_draw_goes_on() {
    type Answer = fn(&Authority, &[u8]) -> (u16, Vec<u8>);
    let useless: [(&str, Answer); 14] = [
        ("an error", |a, q| (500, a.honest(q))),
        ("somewhere else", |a, q| (302, a.honest(q))),
        ("nothing", |_, _| (200, Vec::new())),
        ("garbage", |_, _| (200, b"<html>Welcome to the hotel</html>".to_vec())),
        ("never", |_, _| (0, Vec::new())),
        ("more than a stamp", |a, q| (200, [a.honest(q), vec![0]].concat())),
        ("half of it", |a, q| (200, a.honest(q).split_off(600))),
        ("too much", |a, q| {
            let answer = a.answer(q, "service", &["-chain", "large"]);
            assert!(answer.len() > 64 * 1024);
            (200, answer)
        }),
        ("a refusal", |a, q| (200, a.answer(q, "picky", &[]))),
        // A byte of the digest; after it come the nonce, of 8 bytes or so, and the wish for a certificate.
        ("another seal", |a, q| (200, a.honest(&changed(q, q.len() - 30)))),
        ("another question", |a, q| (200, a.honest(&changed(q, q.len() - 4)))),
        ("no certificate", |a, q| (200, a.honest(&changed(q, q.len() - 1)))),
        ("a forged signature", |a, q| {
            let answer = a.honest(q);
            (200, changed(&answer, answer.len() - 1))
        }),
        ("a web site's certificate", |a, q| (200, a.as_web_site(q))),
    ];
    let service = {
        let authority = Authority::new(&["rsa:2048"]);
        Service::that(move |number, question| match useless.get(number) {
            Some((_, answer)) => answer(&authority, question),
            None => (200, authority.honest(question)),
        })
        .await
    };
    let shop = service.shop(AGO, None).await;
    let (drop, draw) = entered(&shop).await;
    shop.advance(HOUR);
    seal(&shop, &drop, draw).await;
    assert_eq!(enqueued::<StampSeal>(&shop.db).await, [StampSeal { draw_id: draw }]);
    for (number, (what, _)) in useless.iter().enumerate() {
        assert_eq!(service.asked(), number);
        let wait = stamp_seal(&shop, draw).await.unwrap();
        assert_eq!(wait, Some(Duration::from_secs(1)), "{what}");
        is_unstamped(&shop, draw).await;
    }
    assert_eq!(service.asked(), useless.len());
    assert!(draws::rank(&shop, draw).await.unwrap());
    assert_eq!(state(&shop, draw).await, DrawState::Drawn, "the draw does not wait for a stamp");
    assert!(verified(&shop, draw).await.accepted);
    // The job that waits asks the next time, and gets it.
    shop.advance(Duration::from_secs(120));
    shop.drain().await;
    assert!(stamp(&shop, draw).await.is_some());
    assert_eq!((service.asked(), enqueued::<StampSeal>(&shop.db).await), (useless.len() + 1, Vec::new()));
}

/// The same bytes but for one.
fn changed(bytes: &[u8], at: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at] ^= if bytes[at] == 0xff { 0xff } else { 1 };
    bytes
}

#[tokio::test]
async fn a_stamp_of_another_time_is_refused() {
    let authority = Authority::new(&["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]);
    let service = Service::that(move |_, question| (200, authority.honest(question))).await;
    // Its draw is sealed an hour later than OpenSSL thinks that it is now, the other's two minutes earlier.
    for ago in [Duration::ZERO, HOUR + Duration::from_secs(120)] {
        let shop = service.shop(ago, None).await;
        let (drop, draw) = entered(&shop).await;
        shop.advance(HOUR);
        seal(&shop, &drop, draw).await;
        assert_eq!(stamp_seal(&shop, draw).await.unwrap(), Some(Duration::from_secs(1)), "{ago:?}");
        is_unstamped(&shop, draw).await;
    }
    assert_eq!(service.asked(), 2);
}

#[tokio::test]
async fn nothing_is_asked_once_the_round_is_due() {
    let service = Service::that(|_, _| (503, Vec::new())).await;
    let beacon = BeaconConfig { chain: &TEST_CHAIN, relays: Vec::new(), margin_seconds: 600 };
    let shop = service.shop(Duration::ZERO, Some(beacon)).await;
    let (drop, draw) = entered(&shop).await;
    shop.advance(HOUR);
    seal(&shop, &drop, draw).await;
    assert_eq!(stamp_seal(&shop, draw).await.unwrap(), Some(Duration::from_secs(1)));
    shop.advance(Duration::from_secs(30));
    assert_eq!(stamp_seal(&shop, draw).await.unwrap(), Some(Duration::from_secs(15)), "pauses get longer");
    shop.advance(Duration::from_secs(600));
    assert_eq!(stamp_seal(&shop, draw).await.unwrap(), None);
    assert_eq!((service.asked(), state(&shop, draw).await), (2, DrawState::Sealed));
    is_unstamped(&shop, draw).await;
}

#[tokio::test]
async fn without_a_service_nothing_is_asked() {
    let shop = TestShop::new().await;
    let (drop, draw) = entered(&shop).await;
    shop.advance(HOUR);
    seal(&shop, &drop, draw).await;
    assert!(enqueued::<StampSeal>(&shop.db).await.is_empty());
    is_unstamped(&shop, draw).await;
    assert_eq!(stamp_seal(&shop, draw).await.unwrap(), None);
}
