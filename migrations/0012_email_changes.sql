-- A change of address is confirmed from the new address: its link carries it.
alter table account_tokens add column new_email citext;
alter table account_tokens drop constraint account_tokens_purpose_check;
alter table account_tokens add constraint account_tokens_purpose_check
    check (purpose in ('confirm', 'reset', 'email') and (new_email is not null) = (purpose = 'email'));
create index account_tokens_by_expiry on account_tokens (expires_at);
create index sign_in_failures_by_age on sign_in_failures (at);

-- What staff look for in customers: a part of the name or of the address.
create index accounts_by_text on accounts using gin ((lower(name) || ' ' || lower(email::text)) gin_trgm_ops);
