//! The synthetic crowd: who comes, what each does, and doing it.

use std::convert::Infallible;
use std::future::pending;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use futures::{StreamExt, stream};
use tokio::sync::Semaphore;

use super::shadow::Shadow;
use super::store::{self, Plan};
use super::tally::{Answer, Came, Ending, Lined};
use crate::accounts::Actor;
use crate::defences::proof::Search;
use crate::defences::{self, Evidence};
use crate::line::{self, Pace, Standing};
use crate::orders::{self, PlaceOrder};
use crate::{At, Error, Fault, Refusal, RehearsalId, Shop, VariantId, drops};

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

/// Whether the shopper with this number is a script: one in fifty is, solves no proof, and comes from the network that
/// all of them come from.
const fn is_script(nth: usize) -> bool {
    nth % 50 == 21
}

/// Where the shopper with this number comes from: a network of documentation (RFC 3849), everybody's own but for scripts.
fn from(nth: usize) -> IpAddr {
    let network = if is_script(nth) { 0 } else { u16::try_from(nth + 1).unwrap_or(u16::MAX) };
    Ipv6Addr::new(0x2001, 0xdb8, 0, network, 0, 0, 0, 1).into()
}

/// Lets the crowd press in the shadow, as many at once as planned, until everybody has, somebody stops it, or its time is
/// up. Where the drop has a line, all take their places first, and press when it is their turn.
pub(super) async fn press(shop: &Shop, id: RehearsalId, plan: &Plan, shadow: &Shadow) -> Result<Came, Fault> {
    let crowd = Crowd {
        shadow,
        start: Instant::now(),
        first_press: OnceLock::new(),
        room: Semaphore::new(usize::try_from(plan.at_once).unwrap_or(1)),
        pressed: AtomicI64::new(0),
    };
    let over = async {
        until_over(shop, id, &crowd).await;
        // Nobody new comes after that; whoever presses is still answered, since the order may be made.
        crowd.room.close();
        pending::<Infallible>().await
    };
    tokio::select! {
        came = crowd.come() => came,
        never = over => match never {},
    }
}

/// Ends when the rehearsal should.
async fn until_over(shop: &Shop, id: RehearsalId, crowd: &Crowd<'_>) {
    while crowd.start.elapsed() < LONGEST {
        tokio::time::sleep(BEAT).await;
        match store::go_on(&shop.db, id, crowd.pressed.load(Ordering::Relaxed)).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => tracing::warn!(%error, rehearsal_id = %id, "how far a rehearsal is could not be said"),
        }
    }
}

/// Those who press in a shadow.
struct Crowd<'a> {
    shadow: &'a Shadow,
    start: Instant,
    /// When somebody pressed for the first time.
    first_press: OnceLock<Instant>,
    /// For so many at once; closed when it is over.
    room: Semaphore,
    /// How many have pressed.
    pressed: AtomicI64,
}

impl Crowd<'_> {
    async fn come(&self) -> Result<Came, Fault> {
        if let Some(per_minute) = self.shadow.line_per_minute {
            return self.come_in_line(per_minute).await;
        }
        let visits = self.shadow.crowd.iter().copied().enumerate().map(|(nth, shopper)| self.visit(nth, shopper));
        Ok(Came { visits: all(visits).await, line: None })
    }

    /// Everybody joins the lobby, the drop opens, all look where they stand, and each presses when it is the turn.
    async fn come_in_line(&self, per_minute: i32) -> Result<Came, Fault> {
        let Shadow { shop, drop, crowd, .. } = self.shadow;
        let (mut took, mut visits, mut people) = (Vec::new(), Vec::new(), Vec::new());
        for (nth, joined) in all(crowd.iter().copied().enumerate().map(|(nth, shopper)| self.join(nth, shopper))).await
        {
            match joined {
                Ok(time) => {
                    took.push(time);
                    people.push((nth, crowd[nth]));
                }
                Err(answer) => visits.push(vec![answer]),
            }
        }
        let opening = Instant::now();
        store::make_due(&shop.db, *drop, shop.now()).await?;
        drops::open_if_due(shop, *drop).await?;
        let opened_in = opening.elapsed();
        let pace = line::live(shop, *drop).await?.and_then(|line| line.pace);
        let joined = people.len();
        let turns = all(people.into_iter().map(|(nth, shopper)| self.turn(nth, shopper, pace))).await;
        visits.extend(all(turns.into_iter().map(|(nth, turn)| self.wait_and_visit(nth, crowd[nth], turn))).await);
        let admitted = pace.map_or(0, |pace| usize::try_from(pace.through(shop.now())).unwrap_or(usize::MAX));
        let line = Lined { per_minute, took, opened_in, waiting: joined.saturating_sub(admitted) };
        Ok(Came { visits, line: Some(line) })
    }

    /// Takes a place in the line.
    async fn join(&self, nth: usize, shopper: Actor) -> Option<(usize, Result<Duration, Answer>)> {
        let _room = self.room.acquire().await.ok()?;
        let asked_at = Instant::now();
        let joined = line::join(&self.shadow.shop, &shopper, self.shadow.drop).await;
        let joined = joined.map(|_| asked_at.elapsed()).map_err(|error| self.answer(asked_at, refused(&error)));
        Some((nth, joined))
    }

    /// When it is the shopper's turn in the line; none while that is halted.
    async fn turn(&self, nth: usize, shopper: Actor, pace: Option<Pace>) -> Option<(usize, Option<At>)> {
        let _room = self.room.acquire().await.ok()?;
        let shop = &self.shadow.shop;
        let turn = match line::standing(shop, &shopper, self.shadow.drop).await {
            Ok(Some(Standing::Waiting { place, .. })) => pace.and_then(|pace| pace.reaches(place)),
            // Admitted; or not found, and then the press says why.
            _ => Some(shop.now()),
        };
        Some((nth, turn))
    }

    /// Presses when it is the shopper's turn.
    async fn wait_and_visit(&self, nth: usize, shopper: Actor, turn: Option<At>) -> Option<Vec<Answer>> {
        loop {
            let left = turn.map(|turn| turn.ms() - self.shadow.shop.now().ms());
            if left.is_some_and(|ms| ms <= 0) {
                return self.visit(nth, shopper).await;
            }
            if self.room.is_closed() {
                return None;
            }
            let left = left.and_then(|ms| u64::try_from(ms).ok()).map_or(BEAT, Duration::from_millis);
            tokio::time::sleep(left.min(BEAT)).await;
        }
    }

    /// Does all that the shopper with this number does; nothing once it is over.
    async fn visit(&self, nth: usize, shopper: Actor) -> Option<Vec<Answer>> {
        let _room = self.room.acquire().await.ok()?;
        let mut answers = Vec::new();
        if let Some(variant) = size(nth, &self.shadow.sizes) {
            let ready = self.make_ready(nth, &shopper).await;
            for ask in asks(nth, self.shadow.limit) {
                let pressed_at = Instant::now();
                self.first_press.get_or_init(|| pressed_at);
                let answer = match ready.clone() {
                    Ok((admission, evidence)) => {
                        let press = PlaceOrder {
                            drop: self.shadow.drop,
                            variant,
                            quantity: ask.quantity,
                            idempotency_key: ask.key.to_owned(),
                            admission,
                            evidence,
                        };
                        orders::place(&self.shadow.shop, &shopper, press).await
                    }
                    Err(error) => Err(error.map(|never| match never {})),
                };
                let ending = match answer {
                    Ok(placed) if placed.repeated => Ending::Repeated,
                    Ok(_) => Ending::Bought(ask.quantity),
                    Err(error) => refused(&error),
                };
                answers.push(self.answer(pressed_at, ending));
            }
        }
        self.pressed.fetch_add(1, Ordering::Relaxed);
        Some(answers)
    }

    /// What a page has got before its button can be pressed: the admission of the line, and the proof of work.
    async fn make_ready(&self, nth: usize, shopper: &Actor) -> Result<(Option<String>, Evidence), Error> {
        let Shadow { shop, drop, line_per_minute, proof, .. } = self.shadow;
        let mut evidence = Evidence { proof: None, from: Some(from(nth)) };
        if *proof && !is_script(nth) {
            let challenge = defences::challenge(shop, shopper, *drop).await?;
            evidence.proof = challenge.and_then(|challenge| Search::new(challenge).go_on(u32::MAX));
        }
        if line_per_minute.is_none() {
            return Ok((None, evidence));
        }
        let admission = match line::standing(shop, shopper, *drop).await? {
            Some(Standing::Admitted { admission, .. }) => Some(admission),
            _ => None,
        };
        Ok((admission, evidence))
    }

    fn answer(&self, asked_at: Instant, ending: Ending) -> Answer {
        let after = self.first_press.get().map_or(Duration::ZERO, Instant::elapsed);
        Answer { after, took: asked_at.elapsed(), ending }
    }
}

/// What all of these answer, but for those who came when it was over.
async fn all<T>(each: impl IntoIterator<Item = impl Future<Output = Option<T>>>) -> Vec<T> {
    stream::iter(each).buffer_unordered(usize::MAX).filter_map(std::future::ready).collect().await
}

fn refused<R: Refusal>(error: &Error<R>) -> Ending {
    if let Error::Fault(fault) = error {
        tracing::warn!(error = %fault, "a press of a rehearsal failed");
    }
    Ending::Refused(defences::reason(error))
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
