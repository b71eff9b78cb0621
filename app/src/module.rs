//! The WebAssembly modules that the browser gets: a page loads one of them, and a link from one to another loads the
//! whole page.

/// A module, and the pages that are in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Module {
    /// What is sold and drawn, for everybody.
    Shop,
    /// What belongs to one shopper: sign-in, orders, entries, addresses.
    Account,
    /// Where staff and developers are.
    Dashboard,
}

impl Module {
    /// The module of a page, by its path.
    pub fn of(path: &str) -> Self {
        match path.split('/').nth(1).unwrap_or_default() {
            "admin" | "dev" => Self::Dashboard,
            "account" | "confirm" | "confirm-email" | "entries" | "forgot" | "orders" | "payments" | "register"
            | "reset" | "sign-in" => Self::Account,
            _ => Self::Shop,
        }
    }

    /// The name of its file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Shop => "shop",
            Self::Account => "account",
            Self::Dashboard => "dashboard",
        }
    }

    /// Has links to other modules load their page. Called before the router listens, which would look for it here.
    #[cfg(not(feature = "ssr"))]
    pub(crate) fn let_others_load(self) {
        use leptos::prelude::*;
        use wasm_bindgen::JsCast;

        window_event_listener(leptos::ev::click, move |press| {
            let pressed = press.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
            let Some(link) = pressed.and_then(|element| element.closest("a[href]").ok().flatten()) else { return };
            let link = link.unchecked_into::<web_sys::HtmlAnchorElement>();
            if Self::of(&link.pathname()) != self {
                link.set_rel("external");
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::Module;

    #[test]
    fn a_module_begins_at_a_whole_segment() {
        assert_eq!(Module::of("/admin"), Module::Dashboard);
        assert_eq!(Module::of("/admin/orders"), Module::Dashboard);
        assert_eq!(Module::of("/administrators"), Module::Shop);
        assert_eq!(Module::of("/orders/1/pay"), Module::Account);
        assert_eq!(Module::of("/draws/register"), Module::Shop);
        assert_eq!(Module::of("/"), Module::Shop);
    }
}
