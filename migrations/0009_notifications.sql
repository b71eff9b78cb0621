-- Mails, rendered in the transaction that causes them and sent by jobs.
create table emails (
    id          uuid primary key,
    account_id  uuid references accounts (id) on delete cascade,
    recipient   text not null,
    -- welcome, entry_receipt, won, not_won, …
    template    text not null,
    -- what must happen once sends one mail, however often its job runs
    dedupe_key  text not null constraint emails_dedupe_key unique,
    subject     text not null check (subject !~ '[\r\n]'),
    html        text not null,
    plain       text not null,
    created_at  timestamptz not null default now(),
    sent_at     timestamptz,
    -- the server's refusal, when it is final
    failure     text
);
create index emails_by_age on emails (created_at desc, id);
