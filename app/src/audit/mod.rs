//! The dashboard's page of the audit log.

mod audit_page;
mod server_fns;
mod subject;

pub use audit_page::AuditPage;
