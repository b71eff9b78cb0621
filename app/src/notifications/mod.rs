//! Pages of emails: those of staff, and `/dev/mail` for whoever tries the shop out.

mod dev_mail_page;
mod dev_mails_page;
mod email_page;
mod emails_page;
mod letter;
mod server_fns;

pub use dev_mail_page::DevMailPage;
pub use dev_mails_page::DevMailsPage;
pub use email_page::EmailPage;
pub use emails_page::EmailsPage;

use shop::notifications::EmailStage;

use crate::ui::Tone;

/// The name of a stage, and what it means.
fn stage(of: EmailStage) -> (&'static str, Tone) {
    match of {
        EmailStage::Queued => ("Queued", Tone::Plain),
        EmailStage::Sent => ("Sent", Tone::Good),
        EmailStage::Failed => ("Failed", Tone::Bad),
    }
}
