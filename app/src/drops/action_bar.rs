use leptos::prelude::*;
use shop::drops::{DropLive, DropState, DropVariant};
use shop::line::Standing;
use shop::orders::{Desk, OrderCard, OrderState};
use shop::{At, DropId, Money};

use super::asks::asked;
use super::line;
use super::live::Live;
use super::proof::Prover;
use super::server_fns::{FindDesk, JoinLine, PlaceOrder};
use crate::accounts::sign_in_path;
use crate::ask::ask_again;
use crate::command::{Command, CommandForm, beside, refused, successes};
use crate::load::loaded;
use crate::ui::{Chip, Choice, Countdown, MoneyText, Notice, Submit, Tone};

/// The sweep of lapsed orders runs every second.
const LAPSES_WITHIN: std::time::Duration = std::time::Duration::from_millis(2500);

/// What decides which controls there are. Counts alone change texts, so that nobody's choice is lost
/// to a sale elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Draft,
    Coming,
    Selling,
    AllHeld,
    SoldOut,
    Paused,
    Closed,
    CalledOff,
}

fn stage(live: &DropLive, opened: bool) -> Stage {
    match live.state {
        DropState::Draft => Stage::Draft,
        DropState::Scheduled if !opened => Stage::Coming,
        DropState::Scheduled | DropState::Open if live.free() > 0 => Stage::Selling,
        DropState::Scheduled | DropState::Open if live.held() > 0 => Stage::AllHeld,
        DropState::Scheduled | DropState::Open => Stage::SoldOut,
        DropState::Paused => Stage::Paused,
        DropState::Cancelled | DropState::Void => Stage::CalledOff,
        DropState::Closed | DropState::Sealed | DropState::Drawn | DropState::Settled => Stage::Closed,
    }
}

/// The bar of a flash sale, which always says the true state, with the one thing to do about it.
#[component]
pub fn ActionBar(
    /// Units that one account may hold or own.
    limit: i32,
    /// The drop's name in addresses, to come back to after signing in.
    slug: String,
    /// What the server pushes.
    live: Live,
) -> impl IntoView {
    let id = live.drop.with_untracked(|drop| drop.id);
    let place = Command::of::<PlaceOrder>();
    let placed = successes(place);
    // The countdown reaches zero before the news comes; the server sells from then on.
    let opened = RwSignal::new(false);
    let now = Memo::new(move |_| live.drop.with(|drop| stage(drop, opened.get())));
    let again = RwSignal::new(0);
    let join = Command::of::<JoinLine>();
    let joined = successes(join);
    // Whoever presses while there is a line may have got a place in it instead of a unit.
    let lined = live.drop.with_untracked(|drop| drop.line.is_some());
    let sent_to_line = Memo::new(move |_| lined && refused(place).with(Option::is_some));
    let version = move || placed.get() + again.get() + joined.get() + usize::from(sent_to_line.get());
    let desk = ask_again(version, move || FindDesk { drop_id: id });
    let bar = Bar { id, limit: i64::from(limit), live, place, join, opened, again, prover: Prover::new(live) };
    if lined {
        line::when_the_line_opens(live, bar.look_again());
    }
    loaded(desk, move |desk| {
        if desk.key.is_some() && desk.asks.settings.proof_bits.is_some() {
            bar.prover.start();
        }
        let slug = slug.clone();
        (move || bar.show(now.get(), &desk, &slug)).into_any()
    })
}

#[derive(Clone, Copy)]
struct Bar {
    id: DropId,
    limit: i64,
    live: Live,
    place: Command,
    join: Command,
    opened: RwSignal<bool>,
    again: RwSignal<usize>,
    prover: Prover,
}

impl Bar {
    fn show(self, now: Stage, desk: &Desk, slug: &str) -> AnyView {
        let pending = desk.order.as_ref().filter(|order| order.state == OrderState::PendingPayment);
        if let Some(order) = pending.filter(|order| order.expires_at > desk.now) {
            return self.in_your_hands(order.clone(), desk.now);
        }
        let queued = matches!(now, Stage::Selling | Stage::AllHeld).then(|| self.in_line(desk)).flatten();
        let yours = desk.order.as_ref().filter(|order| order.state.is_charged()).map(bought);
        let bar = queued.unwrap_or_else(|| self.at(now, desk, slug));
        view! { {yours} {bar} }.into_any()
    }

    fn at(self, now: Stage, desk: &Desk, slug: &str) -> AnyView {
        match now {
            Stage::Coming => self.coming(desk, slug),
            Stage::Selling if desk.units >= self.limit && desk.units > 0 => had_enough(),
            Stage::Selling => self.selling(desk, slug),
            Stage::AllHeld => self.all_held(),
            Stage::SoldOut => said("Sold out", None, "Every unit found its owner. The next drop is on the front page."),
            Stage::Paused => said(
                "Paused",
                Some(Tone::Warn),
                "We have stopped the sale for a moment. It goes on here by itself; what is held stays held.",
            ),
            Stage::Closed => self.closed(),
            Stage::CalledOff => self.called_off(),
            Stage::Draft => self.draft(),
        }
    }

    fn in_your_hands(self, order: OrderCard, now: At) -> AnyView {
        // By then the sweep has been by, and the page can say what became of it.
        let look = self.look_again();
        let back = Callback::new(move |()| set_timeout(move || look.run(()), LAPSES_WITHIN));
        let until = order.expires_at;
        view! {
            <div class="action">
                <p class="action-state" data-tone="good">"In your hands until "<time datetime=until.rfc3339()>{until.clock()}</time></p>
                <p class="action-note">{order.size}" · "<Countdown to=until now=now lead="until" ticking="time left" done="Time is up" on_zero=back/></p>
                <a class="button" data-kind="primary" data-size="big" data-width="full" href=format!("/orders/{}/pay", order.id)>"Pay "<MoneyText money=order.total/></a>
            </div>
        }
        .into_any()
    }

    fn coming(self, desk: &Desk, slug: &str) -> AnyView {
        let (to, now) = self.live.drop.with_untracked(|drop| (drop.opens_at, drop.now));
        let open = Callback::new(move |()| self.opened.set(true));
        let line = self.lobby(desk);
        let door = (desk.line == Some(Standing::Out)).then(|| line::lobby_door(self.id.to_string(), self.join));
        let ready = desk.key.is_none().then(|| {
            view! { <a class="button" data-width="full" rel="nofollow" href=sign_in(slug)>"Sign in to be ready"</a> }
        });
        view! {
            {self.sizes()}
            {line}
            <div class="action">
                <p class="action-state"><Countdown to=to now=now lead="Opens" ticking="Opens in" done="Open now" on_zero=open/></p>
                <p class="action-note">{self.count()}</p>
                {door}
                {ready}
            </div>
            {asked(&desk.asks, to)}
        }
        .into_any()
    }

    /// Asks again how the visitor stands.
    fn look_again(self) -> Callback<()> {
        Callback::new(move |()| {
            self.again.try_update(|n| *n += 1);
        })
    }

    /// What the waiting line says before the opening.
    fn lobby(self, desk: &Desk) -> Option<AnyView> {
        let (line, now) = self.live.drop.with_untracked(|drop| (drop.line.clone(), drop.now));
        let line = line?;
        Some(match desk.line {
            Some(Standing::Shut) => line::not_yet(self.live, &line, now, self.look_again()),
            Some(Standing::Lobby(id) | Standing::Waiting { id, .. } | Standing::Admitted { id, .. }) => {
                line::in_the_lobby(self.live, id)
            }
            Some(Standing::Out) | None => line::how(self.live, None).into_any(),
        })
    }

    /// What the waiting line says to whom it keeps waiting while the drop sells.
    fn in_line(self, desk: &Desk) -> Option<AnyView> {
        match desk.line {
            Some(Standing::Lobby(id)) => Some(line::in_the_lobby(self.live, id)),
            Some(Standing::Waiting { id, place }) => {
                Some(line::in_the_line(self.live, id, place, desk.now, self.look_again()))
            }
            _ => None,
        }
    }

    fn selling(self, desk: &Desk, slug: &str) -> AnyView {
        let Some(key) = desk.key.clone() else {
            return view! {
                {self.sizes()}
                {asked(&desk.asks, desk.now)}
                <div class="action">
                    {self.stock_left()}
                    <a class="button" data-kind="primary" data-size="big" data-width="full" rel="nofollow" href=sign_in(slug)>"Sign in to buy"</a>
                </div>
            }
            .into_any();
        };
        let refusal = refused(self.place);
        let admission = admission(desk);
        let busy = self.prover.busy();
        let pending = Signal::derive(move || self.place.pending().get() || busy.get());
        let meanwhile = Signal::derive(move || {
            if busy.get() { "Getting your browser ready" } else { "Asking for your unit" }.to_owned()
        });
        let chosen = RwSignal::new(self.only_size());
        let choose = Callback::new(move |value: String| chosen.set(Some(value)));
        let label = Signal::derive(move || format!("Buy for {}", self.price(chosen.get().as_deref())));
        let general = move || {
            refusal
                .get()
                .filter(|error| error.fields.is_empty())
                .map(|error| view! { <Notice tone=Tone::Bad><p>{error.message}</p></Notice> })
        };
        let asked = asked(&desk.asks, desk.now);
        view! {
            <CommandForm command=self.place id="buy">
                <input type="hidden" name="drop_id" value=self.id.to_string()/>
                <input type="hidden" name="key" value=key/>
                {admission}
                <input type="hidden" name="proof" value=self.prover.proof()/>
                {general}
                <Choice name="variant_id" legend="Size" options=self.chips() value=self.only_size().unwrap_or_default() error=beside(refusal, "variant_id") on_change=choose/>
                <div class="action">
                    {self.stock_left()}
                    <Submit label=label pending=pending pending_label=meanwhile size="big" wide=true/>
                </div>
                {asked}
            </CommandForm>
        }
        .into_any()
    }

    fn all_held(self) -> AnyView {
        let state = move || match self.live.drop.with(DropLive::held) {
            1 => "Sold out; 1 is held and may return".to_owned(),
            n => format!("Sold out; {n} are held and may return"),
        };
        view! {
            <div class="action">
                <p class="action-state" data-tone="warn" role="status">{state}</p>
                <p class="action-note">"Somebody is paying. What is not paid in time is on sale here again at once; this page shows it without reloading."{self.lost()}</p>
            </div>
        }
        .into_any()
    }

    fn closed(self) -> AnyView {
        let sold = move || self.live.drop.with(|drop| format!("{} of {} sold.", drop.paid(), drop.pledged()));
        view! {
            <div class="action">
                <p class="action-state">"This drop is over"</p>
                <p class="action-note">{sold}" "<a class="link" href="/drops">"See what comes next"</a></p>
            </div>
        }
        .into_any()
    }

    fn called_off(self) -> AnyView {
        let reason = move || self.live.drop.with(|drop| drop.reason.clone()).unwrap_or_default();
        view! {
            <div class="action">
                <p class="action-state" data-tone="warn">"Called off"</p>
                <p class="action-note">{reason}" Whoever had paid gets the money back."</p>
            </div>
        }
        .into_any()
    }

    fn draft(self) -> AnyView {
        view! {
            {self.sizes()}
            <div class="action">
                <p class="action-state">"Not announced yet"</p>
                <p class="action-note">{self.count()}</p>
            </div>
        }
        .into_any()
    }

    /// The sizes where nothing can be chosen.
    fn sizes(self) -> impl IntoView {
        let rows = move || {
            let row = |v: DropVariant| view! { <div><dt>{v.name}</dt><dd class="num">{units(v.free)}</dd></div> };
            self.live.drop.with(|drop| drop.variants.clone()).into_iter().map(row).collect_view()
        };
        view! { <dl class="facts" aria-label="Sizes">{rows}</dl> }
    }

    fn chips(self) -> Signal<Vec<Chip>> {
        let chip = |v: &DropVariant| {
            let chip = Chip::new(v.variant.to_string(), v.name.clone());
            match (v.free, v.held) {
                (0, 0) => chip.disabled("Sold out"),
                (0, held) => chip.disabled(format!("{held} held, may return")),
                (free, _) => chip.note(units(free)),
            }
        };
        Signal::derive(move || self.live.drop.with(|drop| drop.variants.iter().map(chip).collect()))
    }

    fn only_size(self) -> Option<String> {
        self.live.drop.with_untracked(|drop| match drop.variants.as_slice() {
            [only] => Some(only.variant.to_string()),
            _ => None,
        })
    }

    /// Of the chosen size, or the lowest.
    fn price(self, chosen: Option<&str>) -> Money {
        self.live.drop.with(|drop| {
            let of_chosen =
                drop.variants.iter().find(|v| chosen == Some(v.variant.to_string().as_str())).map(|v| v.price);
            let least = drop.variants.iter().map(|v| v.price).min_by_key(|p| p.minor);
            of_chosen.or(least).unwrap_or(Money::new(0, shop::Currency::Eur))
        })
    }

    fn stock_left(self) -> impl IntoView {
        let left = move || self.live.drop.with(|drop| format!("{} of {} left", drop.free(), drop.pledged()));
        let (free, pledged) = (
            move || self.live.drop.with(DropLive::free).to_string(),
            move || self.live.drop.with(DropLive::pledged).to_string(),
        );
        view! {
            <p class="action-state stock" data-tone="live">
                <span role="status">{left}</span>
                <meter class="stock-meter" min="0" max=pledged value=free aria-hidden="true"></meter>
            </p>
            <p class="action-note">{format!("{} per person", self.limit)}{self.lost()}</p>
        }
    }

    fn count(self) -> impl IntoView {
        move || self.live.drop.with(|drop| format!("{} in all · {} per person", drop.pledged(), self.limit))
    }

    fn lost(self) -> impl IntoView {
        move || self.live.lost.get().then_some(" · Connection lost; what you see may be a moment old.")
    }
}

/// The token of whom the waiting line has let in.
fn admission(desk: &Desk) -> Option<impl IntoView + use<>> {
    let Some(Standing::Admitted { admission, .. }) = &desk.line else { return None };
    Some(view! { <input type="hidden" name="admission" value=admission.clone()/> })
}

fn units(free: i32) -> String {
    match free {
        0 => "none left".to_owned(),
        n => format!("{n} left"),
    }
}

fn sign_in(slug: &str) -> String {
    sign_in_path(&format!("/drops/{slug}"))
}

fn said(state: &'static str, tone: Option<Tone>, note: &'static str) -> AnyView {
    view! {
        <div class="action">
            <p class="action-state" data-tone=tone.map(Tone::as_str) role="status">{state}</p>
            <p class="action-note">{note}</p>
        </div>
    }
    .into_any()
}

fn had_enough() -> AnyView {
    said("You have what one person may have", Some(Tone::Good), "The rest is for others. Thank you for being here.")
}

fn bought(order: &OrderCard) -> impl IntoView + use<> {
    let href = format!("/orders/{}", order.id);
    let what = format!("{}, order {}. ", order.size, order.number);
    view! {
        <Notice tone=Tone::Good title="Yours">
            <p>{what}<a class="link" href=href>"See the order"</a></p>
        </Notice>
    }
}

#[cfg(test)]
mod tests {
    use shop::drops::{DropMode, DropVariant};
    use shop::{Currency, DropId, VariantId};

    use super::*;

    fn live(state: DropState, free: i32, held: i32) -> DropLive {
        let nil = leptos::serde_json::from_str("\"00000000-0000-0000-0000-000000000000\"").unwrap();
        let variant = DropVariant {
            variant: VariantId(nil),
            name: "EU 42".into(),
            pledged: 9,
            held,
            paid: 9 - free - held,
            free,
            written_off: 0,
            price: Money::new(1, Currency::Eur),
        };
        DropLive {
            id: DropId(nil),
            mode: DropMode::FlashSale,
            state,
            now: At::utc(0),
            opens_at: At::utc(0),
            closes_at: At::utc(1),
            reason: None,
            variants: vec![variant],
            line: None,
        }
    }

    #[test]
    fn the_bar_says_the_true_state() {
        assert_eq!(stage(&live(DropState::Scheduled, 9, 0), false), Stage::Coming);
        assert_eq!(stage(&live(DropState::Scheduled, 9, 0), true), Stage::Selling);
        assert_eq!(stage(&live(DropState::Open, 1, 3), false), Stage::Selling);
        assert_eq!(stage(&live(DropState::Open, 0, 3), false), Stage::AllHeld);
        assert_eq!(stage(&live(DropState::Open, 0, 0), false), Stage::SoldOut);
        assert_eq!(stage(&live(DropState::Paused, 4, 0), true), Stage::Paused);
        assert_eq!(stage(&live(DropState::Settled, 0, 0), true), Stage::Closed);
        assert_eq!(stage(&live(DropState::Cancelled, 0, 0), true), Stage::CalledOff);
    }
}
