//! `fairdrop verify`: repeats a draw from what is published, files or addresses. Needs no shop and no database.

use std::fs::File as OpenFile;
use std::io::Read;
use std::path::PathBuf;
use std::process::ExitCode;
use std::str::FromStr;
use std::time::Duration;

use draw::{File, Hash, Record, TEST_CHAIN, Verifier};
use shop::Fault;
use url::Url;

/// What to check. Each may be a file or an http address.
#[derive(Debug, clap::Args)]
pub struct Files {
    /// The draw's record.json; or the address of the draw's page, and all of its files are fetched
    record: Source,
    /// The draw's entries.csv, from the seal on
    entries: Option<Source>,
    /// The draw's ranking.csv, once drawn
    #[arg(long, value_name = "FILE")]
    ranking: Option<Source>,
    /// The draw's allocations.csv
    #[arg(long, value_name = "FILE")]
    allocations: Option<Source>,
    /// The shop's register.csv
    #[arg(long, value_name = "FILE")]
    register: Option<Source>,
    /// The seal as you kept it from before the draw, in hex
    #[arg(long, value_name = "HEX")]
    seal: Option<Hash>,
    /// Allow the test chain of this name besides quicknet; its draws prove nothing
    #[arg(long, value_name = "NAME")]
    test_chain: Option<String>,
}

/// Where a file is.
#[derive(Clone, Debug)]
pub enum Source {
    /// On this machine.
    Local(PathBuf),
    /// At an http address.
    Remote(Url),
}

impl FromStr for Source {
    type Err = url::ParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let remote = text.starts_with("http://") || text.starts_with("https://");
        Ok(if remote { Self::Remote(text.parse()?) } else { Self::Local(text.into()) })
    }
}

/// How long an answer may keep us waiting between two pieces.
const PATIENCE: Duration = Duration::from_secs(30);

impl Source {
    fn open(&self) -> Result<Box<dyn Read>, Fault> {
        let fault = |error: &dyn std::fmt::Display| Fault::new(format!("cannot read {self}: {error}"));
        match self {
            Self::Local(path) => Ok(Box::new(OpenFile::open(path).map_err(|error| fault(&error))?)),
            Self::Remote(url) => {
                let agent = ureq::Agent::config_builder().timeout_recv_response(Some(PATIENCE)).build().new_agent();
                let answer = agent.get(url.as_str()).call().map_err(|error| fault(&error))?;
                Ok(Box::new(answer.into_body().into_reader()))
            }
        }
    }

    /// The whole content.
    pub(crate) fn bytes(&self) -> Result<Vec<u8>, Fault> {
        let mut bytes = Vec::new();
        self.read(|piece| bytes.extend_from_slice(piece))?;
        Ok(bytes)
    }

    /// Gives the content to `take` in pieces.
    fn read(&self, mut take: impl FnMut(&[u8])) -> Result<(), Fault> {
        let (mut content, mut piece) = (self.open()?, vec![0; 64 * 1024]);
        loop {
            let length =
                content.read(&mut piece).map_err(|error| Fault::new(format!("cannot read {self}: {error}")))?;
            if length == 0 {
                return Ok(());
            }
            take(&piece[..length]);
        }
    }
}

impl std::fmt::Display for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Local(path) => write!(f, "{}", path.display()),
            Self::Remote(url) => write!(f, "{url}"),
        }
    }
}

/// Prints what holds and what does not; fails when one check does.
pub fn run(files: &Files) -> Result<ExitCode, Fault> {
    let page = page(&files.record)?;
    let record = page.as_ref().map_or_else(|| Ok(files.record.clone()), |page| published(page, "record.json"))?;
    let mut verifier = Verifier::new(&record.bytes()?);
    match files.test_chain.as_deref() {
        None => {}
        Some(name) if name == TEST_CHAIN.name => verifier.allow(TEST_CHAIN.clone()),
        Some(name) => return Err(Fault::new(format!("no test chain {name}; there is {}", TEST_CHAIN.name))),
    }
    if let Some(seal) = files.seal {
        verifier.keep_seal(seal);
    }
    for (file, source) in lists(files, page.as_ref(), verifier.record())? {
        verifier.start(file);
        source.read(|piece| verifier.push(piece))?;
    }
    let report = verifier.report();
    print!("{report}");
    Ok(if report.accepted { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The address of the draw's page, with a slash at its end; None for a file.
fn page(record: &Source) -> Result<Option<Url>, Fault> {
    let Source::Remote(url) = record else { return Ok(None) };
    let path = url.path().trim_end_matches("/record.json").trim_end_matches('/');
    Ok(Some(url.join(&format!("{path}/"))?))
}

fn published(page: &Url, name: &str) -> Result<Source, Fault> {
    Ok(Source::Remote(page.join(name)?))
}

/// The lists that were given and, beside a page, those that it has by now.
fn lists(files: &Files, page: Option<&Url>, record: Option<&Record>) -> Result<Vec<(File, Source)>, Fault> {
    let (sealed, drawn) = record.map_or((false, false), |record| (record.seal.is_some(), record.seed.is_some()));
    let all = [
        (File::Entries, &files.entries, "entries.csv", sealed),
        (File::Ranking, &files.ranking, "ranking.csv", drawn),
        (File::Allocations, &files.allocations, "allocations.csv", drawn),
        (File::Register, &files.register, "/draws/register.csv", true),
    ];
    let mut lists = Vec::new();
    for (file, given, name, is_out) in all {
        match (given, page) {
            (Some(source), _) => lists.push((file, source.clone())),
            (None, Some(page)) if is_out => lists.push((file, published(page, name)?)),
            _ => {}
        }
    }
    Ok(lists)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::fs;
    use std::io::{BufRead, BufReader, Write};
    use std::net::TcpListener;
    use std::thread;

    use super::*;
    use clap::Parser;
    use draw::{Entry, Register, RegisterKind, Rules, Sealer, ServerSeed, Signer, csv, hash, rank};

    #[derive(clap::Parser)]
    struct Cli {
        #[command(flatten)]
        files: Files,
    }

    fn verdict(record: &str) -> ExitCode {
        let file = std::env::temp_dir().join(format!("fairdrop-verify-{}", uuid::Uuid::now_v7()));
        fs::write(&file, record).unwrap();
        let code = run(&Cli::parse_from(["verify", &file.to_string_lossy()]).files).unwrap();
        fs::remove_file(&file).unwrap();
        code
    }

    #[test]
    fn what_is_no_record_is_refused_and_a_missing_file_is_named() {
        assert_eq!(verdict("{}"), ExitCode::FAILURE);
        let missing = Cli::parse_from(["verify", "/nowhere/record.json"]).files;
        assert!(run(&missing).unwrap_err().to_string().contains("/nowhere/record.json"));
    }

    /// What a shop publishes of one draw, by path.
    fn published_draw() -> HashMap<String, String> {
        let signer = Signer::from_bytes(&[7; 32]);
        let rules = format!(
            r#"{{"version":1,"draw_id":"3f1c9a52-7d7e-4b0e-9a43-0d6b5f5f1a01","kind":"drop","previous_draw":null,
            "opens_at":"2026-06-28T07:00:00Z","closes_at":"2026-06-30T07:00:00Z","freezes_at":"2026-06-30T07:00:00Z",
            "beacon_deadline":"2026-07-01T07:00:00Z","beacon":null,"beacon_margin_seconds":600,"pools":{{"EU 42":1}},
            "max_weight":1,"weights":"1 each","limit_per_person":1,"payment":"none","payment_window_minutes":60,
            "price":null,"receipt_key":"{}"}}"#,
            signer.public_key()
        );
        let (rules, secret) = (Rules::parse(rules.as_bytes()).unwrap(), ServerSeed::new([9; 32]));
        let entry = |n| Entry { entry_id: uuid::Uuid::from_u128(n), pool: "EU 42".into(), weight: 1, note: "".into() };
        let entries: Vec<Entry> = (1..=3).map(entry).collect();
        let mut sealer = Sealer::new(&rules);
        for entry in &entries {
            sealer.push(entry).unwrap();
        }
        let record = Record::open(rules.clone(), &secret);
        let (sealed, at) = (sealer.seal(&record.commitment), 1_782_802_800_000);
        let record = record.seal(&sealed, at, signer.sign_seal(&sealed.seal, at));
        let seed = hash::seed(&secret, &sealed.seal, None);
        let ranking = rank(&seed, &entries);
        let record = record.draw(secret, None, seed, ranking.winners(&rules.pools));
        let mut register = Register::new();
        let rows = [
            (RegisterKind::Opened, record.commitment),
            (RegisterKind::Sealed, sealed.seal),
            (RegisterKind::Drawn, seed),
        ]
        .map(|(kind, digest)| {
            let row = register.next(at, record.draw_id, kind, digest);
            register.append(&row).unwrap();
            row
        });
        let under = format!("/draws/{}", record.draw_id);
        HashMap::from([
            (format!("{under}/record.json"), record.to_json().unwrap()),
            (format!("{under}/entries.csv"), csv::lines(entries).collect()),
            (format!("{under}/ranking.csv"), csv::lines(ranking.rows()).collect()),
            (format!("{under}/allocations.csv"), csv::lines::<draw::Allocation>([]).collect()),
            ("/draws/register.csv".into(), csv::lines(rows).collect()),
        ])
    }

    /// Serves these files on loopback and answers the address.
    fn serve(files: HashMap<String, String>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let head: Vec<_> =
                    BufReader::new(&stream).lines().map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
                let path = head[0].split(' ').nth(1).unwrap();
                let (status, body) = files.get(path).map_or(("404 Not Found", ""), |body| ("200 OK", body.as_str()));
                let length = body.len();
                let head = format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
                stream.write_all((head + body).as_bytes()).unwrap();
            }
        });
        address
    }

    fn verdict_of(address: &str, more: &[&str]) -> Result<ExitCode, Fault> {
        run(&Cli::parse_from(["verify", address].iter().chain(more)).files)
    }

    #[test]
    fn the_address_of_a_page_is_enough() {
        let id = "3f1c9a52-7d7e-4b0e-9a43-0d6b5f5f1a01";
        let files = published_draw();
        let shop = serve(files.clone());
        for address in [format!("{shop}/draws/{id}"), format!("{shop}/draws/{id}/record.json?x")] {
            assert_eq!(verdict_of(&address, &[]).unwrap(), ExitCode::SUCCESS);
        }
        // Each of the lists is looked at.
        for name in files.keys().filter(|name| *name != "record.json") {
            let mut spoilt = files.clone();
            spoilt.get_mut(name).unwrap().push_str("x\n");
            let address = format!("{}/draws/{id}", serve(spoilt));
            assert_eq!(verdict_of(&address, &[]).unwrap(), ExitCode::FAILURE, "{name}");
        }
        let gone = verdict_of(&format!("{shop}/draws/none"), &[]).unwrap_err().to_string();
        assert!(gone.contains("/draws/none/record.json") && gone.contains("404"), "{gone}");
        let chain = verdict_of(&format!("{shop}/draws/{id}"), &["--test-chain", "mine"]).unwrap_err().to_string();
        assert!(chain.contains("fairdrop-test"), "{chain}");
    }
}
