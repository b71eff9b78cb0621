//! Mail through a real SMTP server: its protocol is the `mailin` crate's, the socket around it is ours.

use std::io::{BufRead, BufReader, Write};
use std::net::{IpAddr, Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use mailin::response::{AUTHENTICATION_REQUIRED, INTERNAL_ERROR, NO_MAILBOX, OK};
use mailin::{Action, Handler, Response, SessionBuilder};
use shop::config::MailConfig;
use shop::notifications::{self, EmailState, Letter, SendEmail};
use shop::{AccountId, EmailId};
use testkit::TestShop;

/// What arrived: recipient and message.
type Received = Arc<Mutex<Vec<(String, String)>>>;

/// A mail server with the mailboxes of a test.
#[derive(Clone, Default)]
struct PostOffice {
    received: Received,
    /// What the next recipients are answered, the last first; then all are welcome.
    answers: Arc<Mutex<Vec<Response>>>,
    to: String,
    message: Vec<u8>,
}

impl Handler for PostOffice {
    fn rcpt(&mut self, to: &str) -> Response {
        to.clone_into(&mut self.to);
        self.answers.lock().unwrap().pop().unwrap_or(OK)
    }

    fn data(&mut self, line: &[u8]) -> std::io::Result<()> {
        self.message.extend_from_slice(line);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        let message = String::from_utf8(std::mem::take(&mut self.message)).unwrap();
        self.received.lock().unwrap().push((self.to.clone(), message));
        OK
    }
}

impl PostOffice {
    /// Opens on a free port; answers its address.
    fn open(&self) -> String {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let office = self.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let office = office.clone();
                std::thread::spawn(move || office.talk(stream.unwrap()));
            }
        });
        format!("smtp://{address}")
    }

    fn talk(self, mut stream: TcpStream) {
        let mut session = SessionBuilder::new("post.example").build(IpAddr::V4(Ipv4Addr::LOCALHOST), self);
        let mut lines = BufReader::new(stream.try_clone().unwrap());
        session.greeting().write_to(&mut stream).unwrap();
        let mut line = Vec::new();
        while lines.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
            let response = session.process(&line);
            line.clear();
            response.write_to(&mut stream).unwrap();
            stream.flush().unwrap();
            if response.action == Action::Close {
                return;
            }
        }
    }

    fn received(&self) -> Vec<(String, String)> {
        self.received.lock().unwrap().clone()
    }
}

async fn shop_with(address: String) -> TestShop {
    TestShop::with(4, None, |config| config.mail = MailConfig::Smtp(address)).await
}

async fn write_to(shop: &TestShop, account: AccountId, email: &str) -> EmailId {
    let letter = Letter::new(shop, "reset", "reset/1", "Größe 42: set a new password")
        .to(account, email, "Ada Größe")
        .paragraph("Here is the link.\n.\nA line with a dot alone ends nothing.")
        .secret_button("Set a new password", "/reset?token=abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG");
    notifications::send(&mut shop.db.acquire().await.unwrap(), &letter).await.unwrap().unwrap()
}

async fn state(shop: &TestShop, id: EmailId) -> (EmailState, Option<String>) {
    let view = notifications::dev_mail(shop, id).await.unwrap();
    (view.line.state, view.failure)
}

/// Quoted-printable undone, as far as ASCII goes.
fn readable(message: &str) -> String {
    message.replace("=\r\n", "").replace("=3D", "=")
}

#[tokio::test]
async fn a_mail_arrives_as_html_and_text_with_its_link() {
    let office = PostOffice::default();
    let shop = shop_with(office.open()).await;
    let ada = shop.shopper().await;
    let id = write_to(&shop, ada.id, &ada.email).await;
    assert_eq!(shop.drain().await.completed, 1);
    let received = office.received();
    assert_eq!(received.len(), 1);
    let (to, message) = (&received[0].0, readable(&received[0].1));
    assert_eq!(*to, ada.email);
    for part in [
        "From: \"Small Runs\" <hello@example.com>",
        &format!("To: {}", ada.email),
        &format!("Message-ID: <{id}@example.com>"),
        "Content-Type: multipart/alternative",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Type: text/html; charset=utf-8",
        "Set a new password:\r\nhttp://localhost:3000/reset?token=abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
        "href=\"http://localhost:3000/reset?token=abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG\"",
        "A line with a dot alone ends nothing.",
    ] {
        assert!(message.contains(part), "{part:?} is not in {message}");
    }
    assert_eq!(state(&shop, id).await.0, EmailState::Sent(shop.now()));
}

#[tokio::test]
async fn a_mail_that_was_sent_is_not_sent_again() {
    let office = PostOffice::default();
    let shop = shop_with(office.open()).await;
    let ada = shop.shopper().await;
    let email_id = write_to(&shop, ada.id, &ada.email).await;
    shop.drain().await;
    queue::enqueue(&mut shop.db.acquire().await.unwrap(), &SendEmail { email_id }).await.unwrap();
    shop.drain().await;
    assert_eq!(office.received().len(), 1);
}

#[tokio::test]
async fn a_server_that_is_busy_or_wants_a_password_is_asked_again() {
    let office = PostOffice::default();
    office.answers.lock().unwrap().extend([AUTHENTICATION_REQUIRED, INTERNAL_ERROR]);
    let shop = shop_with(office.open()).await;
    let ada = shop.shopper().await;
    let id = write_to(&shop, ada.id, &ada.email).await;
    // Longer than the first backoff, shorter than the second; then longer than that.
    for pause in [10, 60] {
        assert_eq!(shop.drain_lenient().await.retried, 1);
        assert_eq!(state(&shop, id).await, (EmailState::Queued, None));
        shop.advance(Duration::from_secs(pause));
    }
    assert_eq!(shop.drain().await.completed, 1);
    assert_eq!(office.received().len(), 1);
}

#[tokio::test]
async fn a_server_that_is_away_is_asked_again() {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
    let shop = shop_with(format!("smtp://{free}")).await;
    let ada = shop.shopper().await;
    write_to(&shop, ada.id, &ada.email).await;
    let drained = shop.drain_lenient().await;
    assert_eq!(drained.retried, 1, "{drained:?}");
}

#[tokio::test]
async fn a_mailbox_that_does_not_exist_is_final_and_staff_see_why() {
    let office = PostOffice::default();
    office.answers.lock().unwrap().push(NO_MAILBOX);
    let shop = shop_with(office.open()).await;
    let ada = shop.shopper().await;
    let id = write_to(&shop, ada.id, &ada.email).await;
    assert_eq!(shop.drain_lenient().await.cancelled, 1);
    let (state, failure) = state(&shop, id).await;
    assert_eq!(state, EmailState::Failed);
    assert!(failure.unwrap().contains("Mailbox unavailable"));
    assert!(office.received().is_empty());
}
