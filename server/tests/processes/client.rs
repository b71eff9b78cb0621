//! Those who ask the binary over HTTP: a shopper's browser without JavaScript, and a program with a token.

use std::time::{Duration, Instant};

use http::HeaderMap;
use serde_json::Value;
use shop::accounts::tokens;
use shop::{At, OrderId};
use testkit::{PASSWORD, Person, TestShop};

/// How long somebody whose server dies keeps trying.
const STUBBORNNESS: Duration = Duration::from_secs(45);
const BETWEEN_TRIES: Duration = Duration::from_millis(50);

/// What the server said.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: String,
    headers: HeaderMap,
}

impl Answer {
    fn of(sent: Result<http::Response<ureq::Body>, ureq::Error>) -> Result<Self, ureq::Error> {
        let mut answer = sent?;
        let body = answer.body_mut().read_to_string()?;
        Ok(Self { status: answer.status().as_u16(), headers: answer.headers().clone(), body })
    }

    /// Empty when it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// Connects anew for every request, follows no redirect, takes every status as an answer.
fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
    config.timeout_global(Some(Duration::from_secs(15))).build().into()
}

fn url(port: u16, path: &str) -> String {
    format!("http://127.0.0.1:{port}{path}")
}

/// One request of somebody unknown.
pub fn get(port: u16, path: &str) -> Answer {
    Browser::at(port).get(path)
}

/// A browser without JavaScript.
#[derive(Clone)]
pub struct Browser {
    port: u16,
    cookie: String,
}

impl Browser {
    /// One that nobody has used yet.
    pub const fn at(port: u16) -> Self {
        Self { port, cookie: String::new() }
    }

    /// In which this person is signed in.
    pub fn signed_in(port: u16, person: &Person) -> Self {
        let mut browser = Self::at(port);
        let fields = [("email", person.email.as_str()), ("password", PASSWORD), ("next", "/account")];
        let answer = browser.post("/api/app/accounts/server_fns/sign_in", &fields).unwrap();
        assert_eq!((answer.status, answer.header("location")), (302, "/account"), "{answer:?}");
        answer.header("set-cookie").split(';').next().unwrap().clone_into(&mut browser.cookie);
        browser
    }

    /// The same at another server.
    pub fn moved_to(&self, port: u16) -> Self {
        Self { port, cookie: self.cookie.clone() }
    }

    pub fn get(&self, path: &str) -> Answer {
        self.ask(path).unwrap()
    }

    /// Fails when the server dies meanwhile.
    fn ask(&self, path: &str) -> Result<Answer, ureq::Error> {
        let request = agent().get(url(self.port, path)).header("accept", "text/html").header("cookie", &self.cookie);
        Answer::of(request.call())
    }

    /// Sends a form; fails when the server dies meanwhile.
    pub fn post(&self, action: &str, fields: &[(&str, &str)]) -> Result<Answer, ureq::Error> {
        let request = agent()
            .post(url(self.port, action))
            .header("accept", "text/html")
            .header("referer", url(self.port, "/"))
            .header("sec-fetch-site", "same-origin")
            .header("cookie", &self.cookie);
        Answer::of(request.send_form(fields.iter().copied()))
    }

    /// Fills in the form that pays an order, and sends it once.
    pub fn pay(&self, order: OrderId, card: &str) -> Result<Answer, ureq::Error> {
        let fields = [
            ("id", &*order.to_string()),
            ("form[address]", "new"),
            ("form[to][name]", "Ada Byron"),
            ("form[to][line1]", "Kiln Lane 4"),
            ("form[to][line2]", ""),
            ("form[to][postal_code]", "2611"),
            ("form[to][city]", "Delft"),
            ("form[to][region]", ""),
            ("form[to][country]", "NL"),
            ("form[to][phone]", ""),
            ("form[card_number]", card),
            ("form[card_expiry]", "12/60"),
            ("form[card_cvc]", "123"),
        ];
        self.post("/api/app/payments/server_fns/pay_order", &fields)
    }

    /// Presses the button until the shop leads to the paid order, as people do.
    pub fn pay_until_paid(&self, order: OrderId, card: &str) {
        let began = Instant::now();
        loop {
            let answer = self.pay(order, card);
            if answer.as_ref().is_ok_and(|answer| answer.header("location") == format!("/orders/{order}")) {
                return;
            }
            assert!(began.elapsed() < STUBBORNNESS, "order {order} cannot be paid: {answer:?}");
            std::thread::sleep(BETWEEN_TRIES);
        }
    }

    /// Gives a pending order up until the shop leads back to it or, when that answer got lost, shows that it is.
    pub fn cancel_until_cancelled(&self, order: OrderId) {
        let began = Instant::now();
        loop {
            let (id, page) = (order.to_string(), format!("/orders/{order}"));
            let answer = self.post("/api/app/orders/server_fns/cancel_order", &[("id", &*id)]);
            if answer.as_ref().is_ok_and(|answer| answer.header("location") == page)
                || self.ask(&page).is_ok_and(|answer| answer.body.contains("Cancelled"))
            {
                return;
            }
            assert!(began.elapsed() < STUBBORNNESS, "order {order} cannot be given up: {answer:?}");
            std::thread::sleep(BETWEEN_TRIES);
        }
    }
}

/// A program that calls the API for a shopper.
#[derive(Clone)]
pub struct Program {
    token: String,
}

impl Program {
    pub fn of(shop: &TestShop, person: &Person) -> Self {
        let expires = At::from_ms(shop.now().ms() + 900_000);
        Self { token: tokens::issue(&shop.config.secret, &person.actor(), expires) }
    }

    /// Posts once; fails when the server dies meanwhile.
    pub fn post(&self, port: u16, path: &str, key: &str, body: &Value) -> Result<Answer, ureq::Error> {
        let request = agent()
            .post(url(port, path))
            .header("authorization", format!("Bearer {}", self.token))
            .header("idempotency-key", key)
            .header("content-type", "application/json");
        Answer::of(request.send(body.to_string()))
    }

    /// Asks with one key until there is an answer, as a phone on a bad network does.
    pub fn post_until_answered(&self, port: u16, path: &str, key: &str, body: &Value) -> Answer {
        let began = Instant::now();
        loop {
            match self.post(port, path, key, body) {
                // A limit counts tries, not buyers: this one comes back.
                Ok(answer) if !matches!(answer.status, 429 | 503) => return answer,
                other => assert!(began.elapsed() < STUBBORNNESS, "no answer: {other:?}"),
            }
            std::thread::sleep(BETWEEN_TRIES);
        }
    }
}
