//! A sale of a few units to many buyers within a second or two, and the look at it afterwards.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;
use shop::payments::{self, PayRefusal};
use shop::{Error, OrderId, VariantId};
use testkit::{Answers, Heard, Person, Release, SmallSale, TestShop, card};
use time::OffsetDateTime;

use crate::client::Program;

/// So long a buyer keeps asking.
const STUBBORNNESS: Duration = Duration::from_secs(90);

/// One sale, and what its buyers have heard so far.
#[derive(Clone)]
pub struct Round {
    pub shop: Arc<TestShop>,
    pub release: Release,
    /// Of the servers; buyers go to either.
    pub ports: [u16; 2],
    pub answers: Arc<Answers>,
}

/// What was sold in a torture.
#[derive(Debug, Default)]
pub struct Sold {
    pub presses: usize,
    pub unanswered: usize,
    pub orders: usize,
}

impl Round {
    /// A small sale of these goods, due now.
    pub async fn of(shop: &Arc<TestShop>, goods: &Release, ports: [u16; 2]) -> Self {
        // This process takes part: its clock must not stay behind.
        let behind = OffsetDateTime::now_utc() - OffsetDateTime::from(shop.now());
        shop.advance(behind.unsigned_abs());
        let sale = SmallSale { units: rand::random_range(8..24), limit: 2 };
        let release = shop.many_flash_sales(goods, &[sale]).await.remove(0);
        Self { shop: Arc::clone(shop), release, ports, answers: Arc::default() }
    }

    /// Goods for many rounds.
    pub async fn goods(shop: &TestShop) -> Release {
        shop.flash_sale().sizes(&[("EU 41", 10_000), ("EU 42", 10_000)]).draft().await
    }

    /// So many buyers come within `span`; answers when all of them know what became of their presses, and `fault`, which
    /// runs meanwhile, is over.
    pub async fn run<T>(&self, buyers: usize, span: Duration, fault: impl AsyncFnOnce() -> T) -> T {
        let people = self.shop.shoppers(buyers).await;
        let crowd: Vec<_> = people
            .into_iter()
            .map(|person| {
                let round = self.clone();
                let comes = span.mul_f64(rand::random());
                tokio::spawn(async move {
                    tokio::time::sleep(comes).await;
                    round.buy(&person).await;
                })
            })
            .collect();
        let done = fault().await;
        for buyer in crowd {
            buyer.await.unwrap();
        }
        done
    }

    /// Until a part of so many buyers have heard something: a random moment at which there is something to lose.
    pub async fn until_under_way(&self, buyers: usize) {
        let heard = rand::random_range(0..buyers * 2 / 3);
        while self.answers.all().len() < heard {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        tokio::time::sleep(Duration::from_millis(rand::random_range(0..30))).await;
    }

    async fn buy(&self, person: &Person) {
        let size = self.release.sizes[rand::random_range(0..2)];
        let quantity = if rand::random_ratio(1, 5) { 2 } else { 1 };
        let heard = self.insist(person, "press", size, quantity).await;
        match heard.order {
            Some(order) if rand::random_ratio(1, 3) => self.pay(person, order).await,
            _ => {}
        }
    }

    /// Asks with one key until the answer says what became of the press.
    async fn insist(&self, person: &Person, key: &str, variant: VariantId, quantity: i32) -> Heard {
        let program = Program::of(&self.shop, person);
        let path = format!("/api/v1/drops/{}/orders", self.release.id);
        let body = json!({ "variant_id": variant, "quantity": quantity });
        let began = Instant::now();
        loop {
            let port = self.ports[rand::random_range(0..2)];
            let sent = {
                let (program, path, key, body) = (program.clone(), path.clone(), key.to_owned(), body.clone());
                tokio::task::spawn_blocking(move || program.post(port, &path, &key, &body)).await.unwrap()
            };
            let answer = sent.ok();
            let order = answer.as_ref().filter(|answer| answer.status / 100 == 2);
            let heard = Heard {
                account: person.id,
                key: key.to_owned(),
                variant,
                quantity,
                status: answer.as_ref().map(|answer| answer.status),
                order: order.map(|answer| answer.json()["id"].as_str().unwrap().parse().unwrap()),
            };
            // Before the opening is too early, and no answer to the press.
            if heard.status != Some(403) {
                self.answers.note(heard.clone());
            }
            if heard.is_final() {
                return heard;
            }
            assert!(began.elapsed() < STUBBORNNESS, "no answer in {STUBBORNNESS:?}, but {answer:?}");
            let told = answer.and_then(|answer| answer.header("retry-after").parse().ok());
            tokio::time::sleep(told.map_or(Duration::from_millis(250), |secs: u64| Duration::from_secs(secs.min(3))))
                .await;
        }
    }

    /// By way of this process, which is one more server of the shop.
    async fn pay(&self, person: &Person, order: OrderId) {
        let began = Instant::now();
        loop {
            match payments::pay(&self.shop, &person.actor(), order, &card("4242424242424242")).await {
                Ok(_) => return,
                Err(
                    Error::Fault(_)
                    | Error::Refused(PayRefusal::UnderWay | PayRefusal::Checking | PayRefusal::NotReached),
                ) => {}
                Err(error) => panic!("order {order} cannot be paid: {error:?}"),
            }
            assert!(began.elapsed() < STUBBORNNESS, "order {order} cannot be paid");
            self.look_after(order).await;
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
    }

    /// A payment that nobody has brought to its end waits a minute for its job. Here it is due.
    async fn look_after(&self, order: OrderId) {
        let due =
            "update jobs set run_at = now() where kind = 'payments.resolve' and state in ('available', 'retryable')
                     and args ->> 'payment_id' in (select id::text from payments where order_id = $1)";
        // Postgres may be away.
        let _ = sqlx::query(due).bind(order).execute(&self.shop.db).await;
    }

    /// Whoever has an order and does not know asks once more; then everything has to be as it was told.
    pub async fn check(&self, sold: &mut Sold, what: &str) {
        // What dead connections have begun ends first.
        tokio::time::sleep(Duration::from_millis(300)).await;
        for unheard in self.shop.unheard(&self.answers, self.release.id).await {
            let person = Person { id: unheard.account, ..self.shop.shopper().await };
            self.insist(&person, &unheard.key, unheard.variant, unheard.quantity).await;
        }
        let mut faults = self.shop.broken_promises(&self.answers, self.release.id).await;
        faults.extend(self.shop.unbalanced().await);
        faults.extend(self.shop.lost_jobs().await);
        assert_eq!(faults, Vec::<String>::new(), "after {what}");
        let heard = self.answers.all();
        let orders = heard.iter().filter(|heard| heard.order.is_some()).count();
        assert!(orders > 0, "nothing was sold: {heard:?}");
        sold.presses += heard.len();
        sold.orders += orders;
        sold.unanswered += heard.iter().filter(|heard| heard.status.is_none_or(|status| status >= 500)).count();
    }
}
