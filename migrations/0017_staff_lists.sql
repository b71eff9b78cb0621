-- What the dashboard's lists of mails and of the audit log filter by.

-- The few that wait or failed, found without walking past all that were sent.
create index emails_unsent on emails (created_at desc, id) where sent_at is null;
-- A part of an address: `lower(recipient) like '%part%'`.
create index emails_by_recipient on emails using gin (lower(recipient) gin_trgm_ops);

create index audit_entries_by_account on audit_entries (account_id, seq desc);
create index audit_entries_by_action on audit_entries (action, seq desc);
-- Staff are few among the accounts.
create index accounts_of_staff on accounts (name, id) where role <> 'shopper';
