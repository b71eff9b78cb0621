//! Buyers as the API wants them: who gets no answer asks again, with the same key.

use std::sync::Arc;
use std::time::Duration;

use shop::defences::Evidence;
use shop::orders::{self, PlaceOrder};
use shop::{OrderId, Shop, payments};
use testkit::{Answers, Heard, Person, Release, card};
use tokio::task::JoinHandle;

use crate::sales_invariants::Dice;

/// Presses of one key, so that two keys and the questions after the storm stay below ten a minute.
const TRIES: u64 = 3;

/// Somebody who wants one order or two.
pub struct Buyer {
    pub person: Person,
    pub release: Release,
    pub servers: Vec<Shop>,
    pub answers: Arc<Answers>,
    pub dice: Dice,
}

impl Buyer {
    /// Buys; answers with the presses whose answer nobody waited for, and with what went wrong with an order afterwards.
    pub async fn shop(mut self) -> (Vec<JoinHandle<()>>, Vec<String>) {
        let mut complaints = Vec::new();
        let mut left_behind = Vec::new();
        for n in 0..=self.dice.below(2) {
            tokio::time::sleep(Duration::from_millis(self.dice.below(20) as u64)).await;
            let press = PlaceOrder {
                variant: self.release.sizes[self.dice.below(2)],
                quantity: if self.dice.below(4) == 0 { 2 } else { 1 },
                ..self.release.press(&format!("key-{n}"), Evidence::default())
            };
            if self.dice.below(6) == 0 {
                // Twice at once.
                left_behind.push(self.send(&press));
            }
            if let Some(order) = self.insist(&press, &mut left_behind).await {
                complaints.extend(self.go_on(order).await.err());
            }
        }
        (left_behind, complaints)
    }

    /// Presses until there is an answer that says what became of it.
    async fn insist(&mut self, press: &PlaceOrder, left_behind: &mut Vec<JoinHandle<()>>) -> Option<OrderId> {
        for n in 0..TRIES {
            let heard_before = self.answers.all().len();
            let mut sent = self.send(press);
            if self.dice.below(4) == 0 {
                let patience = Duration::from_millis(1 + self.dice.below(10) as u64);
                if tokio::time::timeout(patience, &mut sent).await.is_err() {
                    left_behind.push(sent);
                }
            } else {
                sent.await.unwrap();
            }
            let heard = self.answers.all().split_off(heard_before);
            let answer = heard.into_iter().find(|h| {
                (h.account, &h.key) == (self.person.id, &press.idempotency_key)
                    && (h.is_final() || h.status == Some(429))
            });
            if let Some(answer) = answer {
                return answer.order;
            }
            tokio::time::sleep(Duration::from_millis(n + self.dice.below(8) as u64)).await;
        }
        None
    }

    /// One press at one of the servers, written down when it is answered.
    fn send(&mut self, press: &PlaceOrder) -> JoinHandle<()> {
        let server = self.servers[self.dice.below(self.servers.len())].clone();
        let (actor, press, answers) = (self.person.actor(), press.clone(), Arc::clone(&self.answers));
        tokio::spawn(async move {
            let asked = press.clone();
            let answer = tokio::spawn(async move { orders::place(&server, &actor, asked).await }).await;
            answers.note(Heard::of(actor.id, &press, answer.ok().as_ref()));
        })
    }

    /// Some pay, some think better of it, some forget; most are still about to pay.
    async fn go_on(&mut self, order: OrderId) -> Result<(), String> {
        let server = &self.servers[0];
        let complaint = |error: &dyn std::fmt::Debug| format!("the order {order} is not what was promised: {error:?}");
        match self.dice.below(8) {
            0 => {
                let paid = payments::pay(server, &self.person.actor(), order, &card("4242424242424242")).await;
                paid.map_err(|error| complaint(&error))?;
            }
            1 => {
                let cancelled = payments::cancel(server, &self.person.actor(), order, "").await;
                cancelled.map_err(|error| complaint(&error))?;
            }
            2 => {
                sqlx::query("update orders set expires_at = $2 where id = $1")
                    .bind(order)
                    .bind(server.now())
                    .execute(&server.db)
                    .await
                    .unwrap();
                orders::lapse_due(server).await.map_err(|error| complaint(&error))?;
            }
            _ => {}
        }
        Ok(())
    }
}
