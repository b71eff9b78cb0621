//! Slowing down those who guess passwords. Counted in Postgres: a throttle that an outage of Redis switches off is none.

use std::net::IpAddr;
use std::time::Duration;

use super::store::failures as store;
use crate::{At, Bar, Error, Fault, Refusal, Shop};

/// Failures older than this are forgotten.
const WINDOW: Duration = Duration::from_hours(1);
/// Failures on an account that cost nothing; also the number at which its owner hears of them.
pub(super) const FREE_PER_ACCOUNT: i64 = 5;
/// Failures from one address of the network that cost nothing: a school or an office has one address.
const FREE_PER_IP: i64 = 50;
/// Longest wait, in seconds.
const LONGEST: i64 = 900;

/// Failures within the window.
#[derive(Clone, Copy, Debug)]
pub(super) struct Failures {
    pub count: i64,
    pub last: Option<At>,
}

/// Counts an attempt before its password is looked at, so that a hundred guesses at once are counted like a hundred
/// in a row; [`forgive`] takes it back. Refuses with the seconds to wait when there were too many.
pub(super) async fn admit<R: Refusal>(shop: &Shop, email: &str, ip: IpAddr) -> Result<(), Error<R>> {
    let (now, since) = (shop.now(), since(shop));
    let mut tx = shop.begin().await?;
    store::lock(&mut tx, email, ip).await?;
    let of_account = store::of_account(&mut *tx, email, since).await?;
    let of_ip = store::of_ip(&mut tx, ip, since).await?;
    let wait = account_wait(of_account, now).max(ip_wait(of_ip, now));
    if wait > 0 {
        return Err(Bar::TooOften(wait).into());
    }
    store::insert(&mut tx, email, ip, now).await?;
    Ok(tx.commit().await?)
}

/// Forgets the failures on an account: its owner has shown up.
pub(super) async fn forgive(shop: &Shop, email: &str) -> Result<(), Fault> {
    Ok(store::forget(&shop.db, email).await?)
}

/// How many failures the account has within the window.
pub(super) async fn failures(shop: &Shop, email: &str) -> Result<i64, Fault> {
    Ok(store::of_account(&shop.db, email, since(shop)).await?.count)
}

fn since(shop: &Shop) -> At {
    At::from_ms(shop.now().ms() - i64::try_from(WINDOW.as_millis()).unwrap_or(0))
}

/// Seconds: 30 after the fifth failure, doubling with each, a quarter of an hour at most.
fn account_wait(failures: Failures, now: At) -> u32 {
    let over = failures.count - FREE_PER_ACCOUNT;
    remaining(failures, now, over, 30_i64.saturating_mul(1 << over.clamp(0, 10)))
}

/// Seconds: 60 after the fiftieth failure, doubling with every ten more, a quarter of an hour at most.
fn ip_wait(failures: Failures, now: At) -> u32 {
    let over = failures.count - FREE_PER_IP;
    remaining(failures, now, over, 60_i64.saturating_mul(1 << (over / 10).clamp(0, 10)))
}

fn remaining(failures: Failures, now: At, over: i64, wait: i64) -> u32 {
    let Some(last) = failures.last.filter(|_| over >= 0) else { return 0 };
    // Rounded up: "0 seconds" would invite a try that fails.
    let left = wait.min(LONGEST) - (now.ms() - last.ms()).div_euclid(1000);
    u32::try_from(left.max(0)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failures(count: i64) -> Failures {
        Failures { count, last: Some(At::utc(0)) }
    }

    #[test]
    fn waits_grow_and_end() {
        let waits: Vec<u32> = [0, 4, 5, 6, 7, 9, 10, 500].map(|n| account_wait(failures(n), At::utc(0))).to_vec();
        assert_eq!(waits, [0, 0, 30, 60, 120, 480, 900, 900]);
        assert_eq!(account_wait(failures(5), At::utc(10_500)), 20);
        assert_eq!(account_wait(failures(5), At::utc(30_000)), 0);
        assert_eq!(account_wait(Failures { count: 0, last: None }, At::utc(0)), 0);
    }

    #[test]
    fn an_address_that_many_share_may_fail_more_often() {
        assert_eq!([49, 50, 60, 1000].map(|n| ip_wait(failures(n), At::utc(0))), [0, 60, 120, 900]);
    }
}
