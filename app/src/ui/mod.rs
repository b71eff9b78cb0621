//! Feature-free components of the design system: what they need to know of the shop is money and
//! instants. Class names and layouts: `style/README.md`.
//!
//! A view renders alike on the server and in the browser: clock and document are touched in effects alone, the zone in
//! inert text. What never changes is such text, written with maud: `inert`, and the `_html` of the components that
//! occur in it.

mod balance;
mod chart;
mod choice;
mod clock;
mod countdown;
mod dialog;
mod digest;
mod error_summary;
mod field;
mod icon;
mod inert;
mod later;
mod money;
mod nav;
mod notice;
mod picture;
mod stat;
mod stations;
mod strip;
mod submit;
mod table;
mod timeline;
mod tone;
mod when;

pub use balance::{Balance, Part};
pub use chart::{Chart, ChartKind, Point};
pub use choice::{Chip, Choice};
pub use clock::{ServerClock, expect_server_clock, provide_server_clock};
pub use countdown::Countdown;
pub use dialog::{Confirm, Dialog};
pub use digest::Digest;
pub use error_summary::ErrorSummary;
pub use field::{Checkbox, Field, Retyped, Select, TextArea};
pub use icon::{Glyph, Icon};
pub use inert::inert;
pub use later::{later, later_part, next_part, when_awake};
pub use money::{MoneyText, money_html};
pub use nav::{Breadcrumbs, OlderPager, Pager, Search};
pub use notice::{Empty, Notice};
pub use picture::Picture;
pub use stat::Stat;
pub use stations::{Station, StationState, Stations};
pub use strip::Strip;
pub use submit::Submit;
pub use table::{Order, Sortable, Table};
pub use timeline::{Event, Timeline};
pub use tone::{Badge, Tone, badge_html};
pub use when::{When, WhenStyle, show_in_visitors_zone, when_html};
