use leptos::prelude::*;
use maud::{Markup, html};

use super::inert::inert;

/// A drawing of the icon set: strokes of 1.5 on a grid of 20.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named for what it draws")]
pub enum Glyph {
    Search,
    Person,
    Check,
    Close,
    Minus,
    Plus,
    Info,
    Warn,
    Up,
    Down,
    Back,
    Forward,
    Clock,
    Ticket,
    Box,
    Bag,
    Tag,
    Stack,
    People,
    Gauge,
    Cog,
    Shield,
    Bolt,
    Dice,
    Menu,
    Upload,
    Trash,
    Copy,
    External,
    Play,
    Pause,
    Eye,
    Mail,
    Key,
    Out,
}

impl Glyph {
    const fn path(self) -> &'static str {
        match self {
            Self::Search => "M8.5 14a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM12.5 12.5 17 17",
            Self::Person => "M10 10a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM3.5 17.5c.6-3.2 3.2-5 6.5-5s5.9 1.8 6.5 5",
            Self::Check => "m4 10.5 4 4L16.5 5.5",
            Self::Close => "m5 5 10 10M15 5 5 15",
            Self::Minus => "M4 10h12",
            Self::Plus => "M10 4v12M4 10h12",
            Self::Info => "M10 17.500a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15ZM10 9v5M10 6v.2",
            Self::Warn => "M10 3 2.5 16.500h15L10 3ZM10 8v4M10 14v.2",
            Self::Up => "m5 12 5-5 5 5",
            Self::Down => "m5 8 5 5 5-5",
            Self::Back => "M16 10H4m5-5-5 5 5 5",
            Self::Forward => "M4 10h12m-5-5 5 5-5 5",
            Self::Clock => "M10 17.500a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15ZM10 6v4l2.5 2",
            Self::Ticket => {
                "M2.5 6h15v2.500a1.5 1.5 0 0 0 0 3V14h-15v-2.500a1.5 1.5 0 0 0 0-3V6ZM12 6v1.500M12 9.200v1.600M12 12.500V14"
            }
            Self::Box => "m10 2.5 7 3.500v8l-7 3.500L3 14V6l7-3.500ZM3 6l7 3.500L17 6M10 9.500v8",
            Self::Bag => "M4 7h12l1 10.500H3L4 7ZM7 9V5.500a3 3 0 0 1 6 0V9",
            Self::Tag => "M3 3h6.500l7.5 7.5-6.5 6.500L3 9.500V3ZM6.5 6.500v.1",
            Self::Stack => "m10 3 7.5 4-7.5 4-7.5-4L10 3ZM2.5 10.500l7.5 4 7.5-4M2.5 13.500l7.5 4 7.5-4",
            Self::People => {
                "M7.5 9.500a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM2 16.500c.4-2.8 2.5-4.5 5.5-4.500s5.1 1.7 5.5 4.500M13 4a2.8 2.8 0 0 1 0 5.200M14.5 12.300c2 .5 3.2 2 3.5 4.2"
            }
            Self::Gauge => "M3 15.500a7.5 7.5 0 1 1 14 0M10 12.500l3.5-4",
            Self::Cog => {
                "M10 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM10 2.500V5M10 15v2.500M2.5 10H5M15 10h2.500M4.7 4.700l1.8 1.800M13.5 13.500l1.8 1.800M4.7 15.300l1.8-1.800M13.5 6.500l1.8-1.8"
            }
            Self::Shield => {
                "M10 2.5 3.5 5v5c0 4 2.8 6.3 6.5 7.5 3.7-1.2 6.5-3.5 6.5-7.500V5L10 2.500ZM7 10l2.2 2.200L13 8"
            }
            Self::Bolt => "M11 2.5 4 11.500h5l-1 6 7.5-9.500h-5l.5-5.500Z",
            Self::Dice => "M3.5 3.500h13v13h-13v-13ZM7 7v.1M13 7v.1M10 10v.1M7 13v.1M13 13v.1",
            Self::Menu => "M3 6h14M3 10h14M3 14h14",
            Self::Upload => "M10 13V3.500m-4 4 4-4 4 4M3 13v4h14v-4",
            Self::Trash => "M3.5 5.500h13M8 5.500V3h4v2.500M5 5.500l.8 12h8.400l.8-12M8.5 9v5M11.5 9v5",
            Self::Copy => "M7 7h10v10H7V7ZM13 7V3H3v10h4",
            Self::External => "M11 3h6v6M17 3l-8 8M14 11.500V17H3V6h5.5",
            Self::Play => "M6 3.500v13l10.5-6.500L6 3.500Z",
            Self::Pause => "M7 4v12M13 4v12",
            Self::Eye => {
                "M2 10c2-3.7 4.7-5.5 8-5.500s6 1.8 8 5.500c-2 3.7-4.7 5.5-8 5.500S4 13.7 2 10ZM10 12.300a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.600Z"
            }
            Self::Mail => "M2.5 4.500h15v11h-15v-11ZM2.5 5.5 10 11l7.5-5.5",
            Self::Key => "M7 13.500a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM10.5 10h7v3M14.5 10v2.5",
            Self::Out => "M8 3H3.500v14H8M7.5 10h9.500m-4-4 4 4-4 4",
        }
    }
}

/// A small decorative icon; the control around it carries the words.
#[component]
pub fn Icon(
    /// Which one.
    glyph: Glyph,
) -> impl IntoView {
    inert(move || icon_html(glyph))
}

/// [`Icon`] within inert text.
pub fn icon_html(glyph: Glyph) -> Markup {
    html! { svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false" { path d=(glyph.path()) {} } }
}
