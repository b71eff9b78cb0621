//! The one list of jobs and schedules: the worker runs it, and tests drain it.

use queue::Registry;

use crate::{Shop, catalogue, notifications};

/// Every kind of job with its schedules, by feature.
pub fn registry() -> Registry<Shop> {
    Registry::new()
        // catalogue
        .register::<catalogue::EncodePicture>()
        .register::<catalogue::ForgetPicture>()
        // notifications
        .register::<notifications::SendEmail>()
}
