//! The one list of jobs and schedules: the worker runs it, and tests drain it.

use std::time::Duration;

use queue::Registry;

use crate::{Shop, accounts, catalogue, notifications};

/// Every kind of job with its schedules, by feature.
pub fn registry() -> Registry<Shop> {
    Registry::new()
        // accounts
        .register::<accounts::SendReset>()
        .register::<accounts::Sweep>()
        .schedule("accounts.sweep", Duration::from_secs(3600), || accounts::Sweep {})
        // catalogue
        .register::<catalogue::EncodePicture>()
        .register::<catalogue::ForgetPicture>()
        // notifications
        .register::<notifications::SendEmail>()
}
