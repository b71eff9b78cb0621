-- The outbox: what happened, by topic, committed with the effect.
create table events (
    id          bigint generated always as identity primary key,
    topic       text not null check (topic in ('order-events', 'user-events', 'product-events', 'draw-events')),
    kind        text not null,
    subject_id  uuid not null,
    payload     jsonb not null default '{}',
    at          timestamptz not null default now()
);
create index events_by_subject on events (subject_id, id);

-- What staff did: append-only, hash-chained.
create table audit_entries (
    seq         bigint primary key check (seq > 0),
    at          timestamptz not null,
    -- the member of staff; null for the command line
    account_id  uuid references accounts (id),
    -- drop.scheduled, order.refunded, …
    action      text not null,
    subject_id  uuid,
    details     jsonb not null default '{}',
    -- SHA-256 over the previous hash and this row
    hash        bytea not null unique
);
create trigger audit_entries_append_only before update or delete on audit_entries
    for each row execute function refuse_change();
create index audit_entries_by_subject on audit_entries (subject_id, seq desc);
