//! What happened in the demo shop over the last three weeks, and what is about to.

use shop::drops::DropMode;

/// Minutes from now; negative ones are past.
pub type Minutes = i64;

const HOUR: Minutes = 60;
const DAY: Minutes = 24 * HOUR;

/// One drop of the demo shop.
pub struct Plan {
    /// Name of the product; its slug is the drop's.
    pub product: &'static str,
    pub mode: DropMode,
    pub opens: Minutes,
    pub closes: Minutes,
    /// Units pledged by size.
    pub units: &'static [(&'static str, i32)],
    /// Minutes to pay.
    pub window: Minutes,
    /// Places a minute that its waiting line admits; empty for none.
    pub line: &'static str,
    /// How many people enter, or how many units are sold.
    pub crowd: usize,
    /// The shopper to sign in as takes part.
    pub shopper: bool,
    /// When it ends, another follows.
    pub demo: bool,
}

/// Six finished, three live, four upcoming.
pub const PLANS: [Plan; 13] = [
    Plan {
        product: "Regatta",
        mode: DropMode::FlashSale,
        opens: -19 * DAY,
        closes: -19 * DAY + 2 * HOUR,
        units: &[("12-inch", 40)],
        window: 10,
        line: "",
        crowd: 40,
        shopper: true,
        demo: false,
    },
    Plan {
        product: "Court Nine",
        mode: DropMode::Draw,
        opens: -16 * DAY,
        closes: -14 * DAY,
        units: &[("EU 41", 4), ("EU 42", 4), ("EU 43", 4)],
        window: 6 * HOUR,
        line: "",
        crowd: 399,
        shopper: true,
        demo: false,
    },
    Plan {
        product: "Noon, Courtyard",
        mode: DropMode::FlashSale,
        opens: -11 * DAY,
        closes: -11 * DAY + 3 * HOUR,
        units: &[("40 x 50 cm", 24)],
        window: 10,
        line: "",
        crowd: 19,
        shopper: false,
        demo: false,
    },
    Plan {
        product: "Fifteen Nights",
        mode: DropMode::Draw,
        opens: -9 * DAY,
        closes: -7 * DAY,
        units: &[("40 x 50 cm", 10)],
        window: 6 * HOUR,
        line: "",
        crowd: 180,
        shopper: true,
        demo: false,
    },
    Plan {
        product: "Bench Jacket",
        mode: DropMode::FlashSale,
        opens: -5 * DAY,
        closes: -5 * DAY + 2 * HOUR,
        units: &[("S", 5), ("M", 7), ("L", 7), ("XL", 5)],
        window: 10,
        line: "",
        crowd: 24,
        shopper: true,
        demo: false,
    },
    Plan {
        product: "Ironside Teapot",
        mode: DropMode::Draw,
        opens: -4 * DAY,
        closes: -2 * DAY,
        units: &[("90 cl", 6)],
        window: 6 * HOUR,
        line: "",
        crowd: 64,
        shopper: false,
        demo: false,
    },
    Plan {
        product: "Night Shift Bomber",
        mode: DropMode::Draw,
        opens: -22 * HOUR,
        closes: 2 * HOUR,
        units: &[("S", 3), ("M", 4), ("L", 4), ("XL", 2)],
        window: HOUR,
        line: "",
        crowd: 137,
        shopper: true,
        demo: true,
    },
    Plan {
        product: "Second Cup",
        mode: DropMode::FlashSale,
        opens: -2 * HOUR,
        closes: 5 * HOUR,
        units: &[("35 cl", 24)],
        window: 10,
        line: "",
        crowd: 24,
        shopper: false,
        demo: true,
    },
    Plan {
        product: "Kiln Runner",
        mode: DropMode::FlashSale,
        opens: -40,
        closes: 6 * HOUR,
        units: &[("EU 39", 6), ("EU 40", 10), ("EU 41", 12), ("EU 42", 14), ("EU 43", 12), ("EU 44", 6)],
        window: 10,
        line: "",
        crowd: 22,
        shopper: false,
        demo: true,
    },
    Plan {
        product: "Fell Line",
        mode: DropMode::FlashSale,
        opens: 25,
        closes: 25 + 2 * HOUR,
        units: &[("EU 39", 6), ("EU 40", 8), ("EU 41", 8), ("EU 42", 8), ("EU 43", 6)],
        window: 10,
        line: "600",
        crowd: 0,
        shopper: false,
        demo: true,
    },
    Plan {
        product: "Drizzle Coat",
        mode: DropMode::Draw,
        opens: DAY,
        closes: 2 * DAY,
        units: &[("XS", 2), ("S", 4), ("M", 4), ("L", 4)],
        window: 12 * HOUR,
        line: "",
        crowd: 0,
        shopper: false,
        demo: true,
    },
    Plan {
        product: "Night Ferry",
        mode: DropMode::FlashSale,
        opens: 3 * DAY,
        closes: 3 * DAY + 2 * HOUR,
        units: &[("12-inch", 60)],
        window: 10,
        line: "",
        crowd: 0,
        shopper: false,
        demo: true,
    },
    Plan {
        product: "Tidal Vase",
        mode: DropMode::Draw,
        opens: 5 * DAY,
        closes: 7 * DAY,
        units: &[("One size", 8)],
        window: 12 * HOUR,
        line: "",
        crowd: 0,
        shopper: false,
        demo: true,
    },
];

/// Something that happens in a drop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Staff make and schedule it.
    Announce,
    /// The clock opens it.
    Open,
    /// A part of the crowd enters: this quarter of it.
    Enter(usize),
    /// Two think better of it, one is taken out.
    Weed,
    /// The crowd presses the button for what is not sold yet.
    Buy,
    /// Most of those who hold something pay.
    PayMost,
    /// All of them do.
    PayAll,
    /// What was not paid in time goes back, or to the next in rank.
    Lapse,
    /// The clock closes it; a draw is drawn.
    Close,
    /// Nothing is open any more.
    Settle,
    /// Parcels leave.
    Ship,
}

impl Plan {
    /// What has happened so far, in order.
    pub fn acts(&self) -> Vec<(Minutes, Act)> {
        let announced = (self.opens - 2 * DAY).min(-DAY);
        let mut acts = vec![(announced, Act::Announce), (self.opens, Act::Open)];
        acts.extend(match self.mode {
            DropMode::FlashSale => self.sale(),
            DropMode::Draw => self.draw(),
        });
        acts.retain(|(at, _)| *at <= 0);
        acts
    }

    fn sale(&self) -> Vec<(Minutes, Act)> {
        let (opens, closes, lapsed) = (self.opens, self.closes, self.opens + self.window + 3);
        vec![
            (opens + 1, Act::Buy),
            (opens + 5, Act::PayMost),
            (lapsed, Act::Lapse),
            (lapsed + 1, Act::Buy),
            (lapsed + 6, Act::PayAll),
            (closes + 1, Act::Close),
            (closes + self.window + 2, Act::Settle),
            (closes + 20 * HOUR, Act::Ship),
        ]
    }

    fn draw(&self) -> Vec<(Minutes, Act)> {
        let (closes, quarter) = (self.closes, (self.closes - self.opens) / 4);
        // Of a draw that is still open, all entries so far came in its first hours.
        let step = quarter.min((-self.opens).max(0) / 5);
        let mut acts: Vec<_> =
            (0..4).map(|n| (self.opens + 5 + step * Minutes::try_from(n).unwrap_or(0), Act::Enter(n))).collect();
        acts.extend([
            (self.opens + 10 + 3 * step, Act::Weed),
            // It waits for the last second: the seal has to be out before the beacon's round.
            (closes - 1, Act::Close),
            (closes + 30, Act::PayMost),
            (closes + self.window + 2, Act::Lapse),
            (closes + self.window + 40, Act::PayAll),
            (closes + 2 * self.window + 60, Act::Settle),
            (closes + 30 * HOUR, Act::Ship),
        ]);
        acts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_are_live_four_upcoming_and_six_over() {
        let count = |fits: fn(&Plan) -> bool| PLANS.iter().filter(|plan| fits(plan)).count();
        assert_eq!(count(|p| p.opens <= 0 && p.closes > 0), 3);
        assert_eq!(count(|p| p.opens > 0), 4);
        assert_eq!(count(|p| p.closes <= 0), 6);
    }

    #[test]
    fn what_is_over_has_happened_whole_and_nothing_happens_before_its_time() {
        for plan in &PLANS {
            let acts = plan.acts();
            assert_eq!(acts[0].1, Act::Announce);
            assert!(acts.iter().all(|(at, _)| *at <= 0));
            if plan.closes < 0 {
                assert!(acts.iter().any(|(_, act)| *act == Act::Settle), "{}", plan.product);
            }
        }
    }
}
