//! Where to go after signing in.

use leptos_router::params::ParamsMap;

/// `next` if it is a path of this site, else the account's home. Anybody can craft the link that carries it.
#[cfg(feature = "ssr")]
pub(super) fn safe(next: &str) -> &str {
    let path = next.len() <= 1000
        && next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && next.bytes().all(|b| b.is_ascii_graphic());
    if path { next } else { "/account" }
}

/// The address of the sign-in page that leads back to `path` with its query.
pub fn sign_in_path(path: &str) -> String {
    let mut query = ParamsMap::new();
    query.insert("next", path.to_owned());
    format!("/sign-in{}", query.to_query_string())
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn leads_to_this_site_alone() {
        assert_eq!(safe("/drops/kiln?size=42"), "/drops/kiln?size=42");
        for bad in [
            "",
            "drops",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\r\nSet-Cookie: x",
            "/ä",
            "javascript:alert(1)",
        ] {
            assert_eq!(safe(bad), "/account", "{bad}");
        }
    }
}
