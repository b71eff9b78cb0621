//! Whose request it is, by address.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::ConnectInfo;
use http::{HeaderMap, Request};

/// The proxies that are believed.
#[derive(Clone)]
pub struct Proxies(pub Arc<[IpAddr]>);

/// Puts `app::context::ClientIp` into the request's extensions. `X-Forwarded-For` counts only when the
/// connection comes from a configured proxy, and then the rightmost address that is none of them.
pub fn find<B>(proxies: &Proxies, mut request: Request<B>) -> Request<B> {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map_or(IpAddr::from([127, 0, 0, 1]), |c| c.0.ip());
    let ip = client(peer.to_canonical(), request.headers(), &proxies.0);
    request.extensions_mut().insert(app::context::ClientIp(ip));
    request
}

fn client(peer: IpAddr, headers: &HeaderMap, proxies: &[IpAddr]) -> IpAddr {
    if !proxies.contains(&peer) {
        return peer;
    }
    let forwarded =
        headers.get_all("x-forwarded-for").iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(','));
    let addresses: Vec<IpAddr> = forwarded.filter_map(|part| part.trim().parse().ok()).collect();
    addresses.into_iter().rev().find(|ip| !proxies.contains(ip)).unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn believes_configured_proxies_alone() {
        let proxy: IpAddr = "10.0.0.1".parse().unwrap();
        let peer: IpAddr = "198.51.100.7".parse().unwrap();
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "203.0.113.9, 192.0.2.4, 10.0.0.1".parse().unwrap());
        assert_eq!(client(peer, &headers, &[proxy]), peer);
        assert_eq!(client(proxy, &headers, &[proxy]).to_string(), "192.0.2.4");
        assert_eq!(client(proxy, &HeaderMap::new(), &[proxy]), proxy);
    }
}
