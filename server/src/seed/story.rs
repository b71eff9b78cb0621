//! Plays the plans on a clock in the past, one act after the other, through the commands that staff,
//! shoppers and the clock use. So the register, the seals and the orders are real.

use std::collections::HashMap;
use std::time::Duration;

use futures::{StreamExt, TryStreamExt, stream};
use shop::accounts::{Actor, AddressForm, Role};
use shop::defences::Evidence;
use shop::draws::{self, News};
use shop::drops::{self, DropForm, DropMode};
use shop::entries::{self, Enter, Reason};
use shop::orders::{self, OrderFilter, OrderState, PlaceOrder, PlaceRefusal, Ship};
use shop::payments::{self, PayForm};
use shop::{At, Bar, DrawId, DropId, EntryId, Error, Fault, OrderId, Shop, VariantId};

use super::goods::{Goods, earlier};
use super::plan::{Act, Minutes, PLANS, Plan};
use super::{done, people};

/// Entries or payments under way at once.
const AT_ONCE: usize = 8;
/// Of those who hold something, one in so many does not pay.
const FORGETFUL: usize = 7;
const MINUTE: u64 = 60_000;

/// A drop as its story goes on.
struct Thread<'a> {
    plan: &'a Plan,
    goods: &'a Goods,
    /// Those who take part, in the order in which they come.
    crowd: Vec<Actor>,
    drop: Option<DropId>,
    entries: Vec<(Actor, EntryId)>,
    /// Who has pressed the button already.
    pressed: usize,
}

/// Plays what is not there yet; answers how many drops.
pub async fn tell(shop: &Shop, admin: &Actor, goods: &HashMap<String, Goods>) -> Result<usize, Fault> {
    let mut threads = Vec::new();
    for plan in &PLANS {
        let goods = goods.get(plan.product).ok_or_else(|| Fault::new(format!("there is no {}", plan.product)))?;
        match drops::page(shop, Some(admin), &goods.slug).await {
            Ok(_) => {}
            Err(Error::Barred(Bar::NotFound)) => {
                threads.push(Thread { plan, goods, crowd: Vec::new(), drop: None, entries: Vec::new(), pressed: 0 });
            }
            Err(error) => return done(Err(error)),
        }
    }
    if threads.is_empty() {
        return Ok(0);
    }
    let count = threads.len();
    let first = threads.iter().flat_map(|thread| thread.plan.acts()).map(|(at, _)| at).min().unwrap_or(0);
    let past = earlier(shop, span(-first + 60));
    gather(&past, &mut threads).await?;
    play(&past, shop.now(), admin, &mut threads).await?;
    println!("  {count} drops played");
    Ok(count)
}

/// Minutes as a span of time.
fn span(minutes: Minutes) -> Duration {
    Duration::from_millis(u64::try_from(minutes).unwrap_or(0) * MINUTE)
}

/// Each drop gets its own part of the crowd, in its own order.
async fn gather(past: &Shop, threads: &mut [Thread<'_>]) -> Result<(), Fault> {
    let (shopper, crowd) = people::crowd(past).await?;
    for (n, thread) in threads.iter_mut().enumerate() {
        // 37 and 400 have no common divisor: a walk with this step meets everybody once.
        let walk = (0..crowd.len()).filter_map(|k| crowd.get((n * 53 + k * 37) % crowd.len()).copied());
        thread.crowd = thread.plan.shopper.then_some(shopper).into_iter().chain(walk).collect();
    }
    Ok(())
}

async fn play(past: &Shop, now: At, admin: &Actor, threads: &mut [Thread<'_>]) -> Result<(), Fault> {
    let acts = threads
        .iter()
        .enumerate()
        .flat_map(|(n, thread)| thread.plan.acts().into_iter().map(move |(at, act)| (at, n, act)));
    let mut acts: Vec<_> = acts.collect();
    acts.sort_by_key(|(at, n, _)| (*at, *n));
    for (at, n, act) in acts {
        let due = now.ms() + at * i64::try_from(MINUTE)?;
        let wait = u64::try_from(due - past.now().ms()).unwrap_or(0);
        past.clock.advance(Duration::from_millis(wait));
        threads[n].act(past, now, admin, act).await?;
    }
    Ok(())
}

impl Thread<'_> {
    async fn act(&mut self, shop: &Shop, now: At, admin: &Actor, act: Act) -> Result<(), Fault> {
        match act {
            Act::Announce => self.announce(shop, now, admin).await,
            Act::Open => self.open(shop).await,
            Act::Enter(quarter) => self.enter(shop, quarter).await,
            Act::Weed => self.weed(shop, admin).await,
            Act::Buy => self.buy(shop, admin).await,
            Act::PayMost => self.pay(shop, admin, FORGETFUL).await,
            Act::PayAll => self.pay(shop, admin, usize::MAX).await,
            Act::Lapse => self.lapse(shop).await,
            Act::Close => self.close(shop).await,
            Act::Settle => self.settle(shop).await,
            Act::Ship => self.ship(shop, admin).await,
        }
    }

    fn id(&self) -> Result<DropId, Fault> {
        self.drop.ok_or_else(|| Fault::new(format!("{} was never announced", self.plan.product)))
    }

    fn size(&self, name: &str) -> Result<VariantId, Fault> {
        let found = self.goods.sizes.iter().find(|(size, _)| size == name);
        found.map(|(_, id)| *id).ok_or_else(|| Fault::new(format!("{} has no size {name}", self.plan.product)))
    }

    async fn announce(&mut self, shop: &Shop, now: At, admin: &Actor) -> Result<(), Fault> {
        let at = |minutes: Minutes| At::from_ms(now.ms() + minutes * i64::try_from(MINUTE).unwrap_or(0)).input_value();
        let mut units = HashMap::new();
        for (name, count) in self.plan.units {
            units.insert(self.size(name)?.to_string(), count.to_string());
        }
        let form = DropForm {
            product: self.goods.id.to_string(),
            mode: self.plan.mode.name().to_owned(),
            slug: self.goods.slug.clone(),
            opens_at: at(self.plan.opens),
            closes_at: at(self.plan.closes),
            limit_per_customer: "1".to_owned(),
            payment_window_minutes: self.plan.window.to_string(),
            line_per_minute: self.plan.line.to_owned(),
            units,
            ..DropForm::default()
        };
        let id = done(drops::create(shop, admin, &form).await)?;
        done(drops::schedule(shop, admin, id).await)?;
        if self.plan.demo {
            drops::mark_demo(shop, id).await?;
        }
        self.drop = Some(id);
        Ok(())
    }

    async fn open(&self, shop: &Shop) -> Result<(), Fault> {
        match self.plan.mode {
            DropMode::FlashSale => drops::sweep(shop).await,
            DropMode::Draw => draws::open(shop, self.id()?).await.map(drop),
        }
    }

    /// A quarter of the crowd enters, more of them for the middle sizes.
    async fn enter(&mut self, shop: &Shop, quarter: usize) -> Result<(), Fault> {
        let drop_id = self.id()?;
        let all = self.plan.crowd + usize::from(self.plan.shopper);
        let part = &self.crowd[all * quarter / 4..all * (quarter + 1) / 4];
        let sizes: Vec<_> = self.plan.units.iter().map(|(name, _)| self.size(name)).collect::<Result<_, _>>()?;
        let entering = part.iter().enumerate().map(|(n, actor)| {
            let wish = Enter {
                drop_id,
                variant_id: sizes[(n * n / 3 + n) % sizes.len()],
                idempotency_key: format!("demo-{drop_id}"),
            };
            async move { Ok::<_, Fault>((*actor, done(entries::enter(shop, actor, wish).await)?)) }
        });
        let entered: Vec<_> = stream::iter(entering).buffer_unordered(AT_ONCE).try_collect().await?;
        self.entries.extend(entered);
        Ok(())
    }

    async fn weed(&mut self, shop: &Shop, admin: &Actor) -> Result<(), Fault> {
        // The last ones that came: never the shopper to sign in as, who comes first.
        for _ in 0..2 {
            if let Some((actor, id)) = self.entries.pop() {
                done(entries::withdraw(shop, &actor, id).await)?;
            }
        }
        if let Some((_, id)) = self.entries.pop() {
            done(
                entries::disqualify(
                    shop,
                    admin,
                    id,
                    Reason::DuplicatePerson,
                    "The same name and telephone number as another entry.",
                )
                .await,
            )?;
        }
        Ok(())
    }

    /// As many press as units are still to be sold; whoever finds a size gone tries the next.
    async fn buy(&mut self, shop: &Shop, admin: &Actor) -> Result<(), Fault> {
        let sold = self.orders(shop, admin, OrderState::Paid).await?.len();
        for _ in sold..self.plan.crowd {
            let Some(actor) = self.crowd.get(self.pressed).copied() else { break };
            self.press(shop, &actor, self.pressed).await?;
            self.pressed += 1;
        }
        Ok(())
    }

    async fn press(&self, shop: &Shop, actor: &Actor, n: usize) -> Result<(), Fault> {
        let drop = self.id()?;
        for k in 0..self.plan.units.len() {
            let (size, _) = self.plan.units[(n * 2 + k) % self.plan.units.len()];
            let press = PlaceOrder {
                drop,
                variant: self.size(size)?,
                quantity: 1,
                idempotency_key: format!("demo-{drop}-{k}"),
                admission: None,
                evidence: Evidence::default(),
            };
            match orders::place(shop, actor, press).await {
                Err(Error::Refused(PlaceRefusal::SoldOut)) => {}
                answer => return done(answer).map(drop_it),
            }
        }
        Ok(())
    }

    /// Those who hold something pay, but one in `forgetful` of them.
    async fn pay(&self, shop: &Shop, admin: &Actor, forgetful: usize) -> Result<(), Fault> {
        let pending = self.orders(shop, admin, OrderState::PendingPayment).await?;
        let paying = pending.into_iter().enumerate().filter(|(n, _)| (n + 1) % forgetful != 0).map(
            |(_, (actor, name, order))| async move {
                done(payments::pay(shop, &actor, order, &card(&name)).await).map(drop_it)
            },
        );
        stream::iter(paying).buffer_unordered(AT_ONCE).try_collect::<()>().await?;
        self.carry_on(shop).await
    }

    async fn lapse(&self, shop: &Shop) -> Result<(), Fault> {
        orders::lapse_due(shop).await?;
        self.carry_on(shop).await
    }

    /// What a draw does after its orders have moved: offers to the next in rank, or its end.
    async fn carry_on(&self, shop: &Shop) -> Result<(), Fault> {
        match self.draw(shop).await? {
            Some(draw) => draws::carry_on(shop, draw).await,
            None => Ok(()),
        }
    }

    async fn draw(&self, shop: &Shop) -> Result<Option<DrawId>, Fault> {
        let id = self.id()?;
        Ok(draws::of_drops(shop, &[id]).await?.remove(&id))
    }

    async fn close(&self, shop: &Shop) -> Result<(), Fault> {
        if self.plan.mode == DropMode::FlashSale {
            return drops::sweep(shop).await;
        }
        let drop = drops::find(&shop.db, self.id()?).await?.ok_or_else(|| Fault::new("a drop is gone"))?;
        let left = u64::try_from(drop.closes_at.ms() - shop.now().ms()).unwrap_or(0);
        shop.clock.advance(Duration::from_millis(left));
        draws::close(shop, drop.id).await?;
        let draw = self.draw(shop).await?.ok_or_else(|| Fault::new("a draw closed that never opened"))?;
        draws::freeze(shop, draw).await?;
        // The first answer is how long it is to the beacon's round, if there is one.
        if let Some(wait) = draws::fetch_round(shop, draw).await? {
            shop.clock.advance(wait);
            draws::fetch_round(shop, draw).await?;
        }
        draws::rank(shop, draw).await?;
        // Their job would write to them too, but today; a letter is written once.
        draws::tell(shop, draw, News::Result, None).await?;
        draws::carry_on(shop, draw).await
    }

    async fn settle(&self, shop: &Shop) -> Result<(), Fault> {
        orders::lapse_due(shop).await?;
        match self.plan.mode {
            DropMode::FlashSale => drops::sweep(shop).await,
            DropMode::Draw => self.carry_on(shop).await,
        }
    }

    async fn ship(&self, shop: &Shop, admin: &Actor) -> Result<(), Fault> {
        for (n, (_, _, order)) in self.orders(shop, admin, OrderState::Paid).await?.into_iter().enumerate() {
            let parcel = Ship {
                carrier: "PostNL".into(),
                tracking_number: format!("3SRUNS{:07}", 1000 + n * 37),
                tracking_url: String::new(),
            };
            done(orders::ship(shop, admin, order, &parcel).await)?;
        }
        Ok(())
    }

    /// The drop's orders in this state with their owners, oldest first.
    async fn orders(
        &self,
        shop: &Shop,
        admin: &Actor,
        state: OrderState,
    ) -> Result<Vec<(Actor, String, OrderId)>, Fault> {
        let mut filter = OrderFilter { drop: Some(self.id()?), state: Some(state), ..OrderFilter::default() };
        let mut found = Vec::new();
        loop {
            let page = done(orders::list(shop, admin, &filter).await)?;
            let owned = page.orders.into_iter().filter_map(|order| {
                order.customer.map(|c| (Actor { id: c.id, role: Role::Shopper }, c.name, order.id))
            });
            found.extend(owned);
            filter.before = page.next;
            if filter.before.is_none() {
                found.reverse();
                return Ok(found);
            }
        }
    }
}

fn drop_it<T>(_: T) {}

/// The sandbox's card that is always approved, to an address in Delft.
fn card(name: &str) -> PayForm {
    let house = name.bytes().map(usize::from).sum::<usize>() % 180 + 1;
    let to = AddressForm {
        name: name.to_owned(),
        line1: format!("Oude Delft {house}"),
        city: "Delft".into(),
        postal_code: "2611 HB".into(),
        country: "NL".into(),
        ..AddressForm::default()
    };
    PayForm {
        address: "new".into(),
        to,
        card_number: "4242424242424242".into(),
        card_expiry: "12/60".into(),
        card_cvc: "123".into(),
    }
}
