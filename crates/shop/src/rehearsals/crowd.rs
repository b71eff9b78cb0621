//! The synthetic crowd: who comes, what each does, and doing it.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use futures::StreamExt;
use futures::stream;

use super::shadow::Shadow;
use super::store::{self, Plan};
use super::tally::{Answer, Ending};
use crate::accounts::Actor;
use crate::defences::Evidence;
use crate::orders::{self, PlaceOrder};
use crate::{Error, Refusal, RehearsalId, Shop, VariantId};

/// No rehearsal presses for longer.
const LONGEST: Duration = Duration::from_mins(1);
/// How often it says how far it is, and looks whether it should stop.
const BEAT: Duration = Duration::from_millis(500);

/// One press of a shopper: under which key, and how many units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Ask {
    key: &'static str,
    quantity: i32,
}

/// What the shopper with this number does, one press after the other. Everybody wants one. One in ten presses again, as
/// after a lost answer; one in twenty wants more than one may have; one in a hundred cannot stop.
fn asks(nth: usize, limit: i32) -> Vec<Ask> {
    let one = Ask { key: "one", quantity: 1 };
    let mut asks = vec![one];
    if nth % 10 == 3 {
        asks.push(one);
    }
    if nth % 20 == 7 {
        asks.push(Ask { key: "more", quantity: limit });
    }
    if nth % 100 == 50 {
        asks.extend([one; 12]);
    }
    asks
}

/// The size that the shopper with this number wants: the more there are of it, the more want it.
fn size(nth: usize, sizes: &[(VariantId, i32)]) -> Option<VariantId> {
    let all: u64 = sizes.iter().map(|(_, units)| u64::from(units.unsigned_abs())).sum();
    // A prime far from any usual number of units mixes the sizes.
    let mut place = (nth as u64).wrapping_mul(7_919).checked_rem(all)?;
    for (variant, units) in sizes {
        match place.checked_sub(u64::from(units.unsigned_abs())) {
            Some(rest) => place = rest,
            None => return Some(*variant),
        }
    }
    None
}

/// Lets the crowd press in the shadow, as many at once as planned, until everybody has, somebody stops it, or its time is up. Answers the
/// answers of each who came.
pub(super) async fn press(shop: &Shop, id: RehearsalId, plan: &Plan, shadow: &Shadow) -> Vec<Vec<Answer>> {
    let start = Instant::now();
    let pressed = AtomicI64::new(0);
    // Nobody new comes after that; whoever presses is still answered, since the order may be made.
    let over = until_over(shop, id, start, &pressed);
    stream::iter(shadow.crowd.iter().copied().enumerate())
        .take_until(Box::pin(over))
        .map(async |(nth, shopper)| {
            let answers = visit(shadow, start, nth, &shopper).await;
            pressed.fetch_add(1, Ordering::Relaxed);
            answers
        })
        .buffer_unordered(usize::try_from(plan.at_once).unwrap_or(1))
        .collect()
        .await
}

/// Ends when the rehearsal should.
async fn until_over(shop: &Shop, id: RehearsalId, start: Instant, pressed: &AtomicI64) {
    while start.elapsed() < LONGEST {
        tokio::time::sleep(BEAT).await;
        match store::go_on(&shop.db, id, pressed.load(Ordering::Relaxed)).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => tracing::warn!(%error, rehearsal_id = %id, "how far a rehearsal is could not be said"),
        }
    }
}

async fn visit(shadow: &Shadow, start: Instant, nth: usize, shopper: &Actor) -> Vec<Answer> {
    let mut answers = Vec::new();
    let Some(variant) = size(nth, &shadow.sizes) else { return answers };
    for ask in asks(nth, shadow.limit) {
        // The copy has neither line nor defences: what is rehearsed is the sale.
        let press = PlaceOrder {
            drop: shadow.drop,
            variant,
            quantity: ask.quantity,
            idempotency_key: ask.key.to_owned(),
            admission: None,
            evidence: Evidence::default(),
        };
        let pressed_at = Instant::now();
        let answer = orders::place(&shadow.shop, shopper, press).await;
        let ending = match answer {
            Ok(placed) if placed.repeated => Ending::Repeated,
            Ok(_) => Ending::Bought(ask.quantity),
            Err(Error::Refused(refusal)) => Ending::Refused(refusal.slug()),
            Err(Error::Barred(bar)) => Ending::Refused(bar.slug()),
            Err(Error::Fault(fault)) => {
                tracing::warn!(error = %fault, "a press of a rehearsal failed");
                Ending::Refused("fault")
            }
        };
        answers.push(Answer { after: start.elapsed(), took: pressed_at.elapsed(), ending });
    }
    answers
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn everybody_presses_some_more_than_once_and_no_size_is_forgotten() {
        let presses: usize = (0..1000).map(|nth| asks(nth, 2).len()).sum();
        assert_eq!(presses, 1000 + 100 + 50 + 120);
        assert!((0..1000).all(|nth| asks(nth, 2)[0] == Ask { key: "one", quantity: 1 }));

        let sizes = [(VariantId::new(), 30), (VariantId::new(), 10)];
        let mut wanted: HashMap<VariantId, i32> = HashMap::new();
        for nth in 0..400 {
            *wanted.entry(size(nth, &sizes).unwrap()).or_default() += 1;
        }
        assert_eq!((wanted[&sizes[0].0], wanted[&sizes[1].0]), (300, 100));
        assert_eq!(size(5, &[]), None);
    }
}
