//! The router in process, driven like a browser without JavaScript: a cookie jar, forms filled in as they
//! stand in the HTML, redirects followed by hand.

#![expect(clippy::unwrap_used, reason = "a panic is how tests fail, and how their helpers do")]

mod account_pages;
mod accounts;
mod api;
mod bots;
mod browser;
mod desk;
mod draws;
mod outage;
mod rehearsals;
mod sales;
mod staff;
mod staff_people;
