-- One person each. The address is compared without case; the original spelling is kept for mail.
create extension if not exists citext;
create extension if not exists pg_trgm;

create type role as enum ('shopper', 'support', 'manager', 'admin');

create table accounts (
    id              uuid primary key,
    email           citext not null unique,
    name            text not null check (length(name) between 1 and 120),
    -- argon2id in PHC form
    password_hash   text not null,
    role            role not null default 'shopper',
    verified_at     timestamptz,
    blocked_at      timestamptz,
    created_at      timestamptz not null default now()
);
create index accounts_by_age on accounts (created_at desc, id);

-- Sessions live here; Redis only holds copies, so that losing it signs nobody out.
create table sessions (
    -- SHA-256 of the cookie's value: a leaked table opens no session
    id          bytea primary key,
    -- null until signed in
    account_id  uuid references accounts (id) on delete cascade,
    data        jsonb not null,
    expires_at  timestamptz not null
);
create index sessions_by_account on sessions (account_id) where account_id is not null;
create index sessions_by_expiry on sessions (expires_at);

-- Single-use links sent by mail. Only the digest of the secret is stored.
create table account_tokens (
    digest      bytea primary key,
    account_id  uuid not null references accounts (id) on delete cascade,
    purpose     text not null check (purpose in ('confirm', 'reset')),
    expires_at  timestamptz not null,
    used_at     timestamptz
);
create index account_tokens_by_account on account_tokens (account_id, purpose);

-- Failed sign-ins, for the throttle per account and per address. Kept in Postgres:
-- a throttle that a Redis outage switches off is none.
create table sign_in_failures (
    id      bigint generated always as identity primary key,
    -- as typed, whether or not such an account exists
    email   citext not null,
    ip      inet not null,
    at      timestamptz not null default now()
);
create index sign_in_failures_by_email on sign_in_failures (email, at);
create index sign_in_failures_by_ip on sign_in_failures (ip, at);

create table addresses (
    id           uuid primary key,
    account_id   uuid not null references accounts (id) on delete cascade,
    name         text not null check (length(name) between 1 and 120),
    line1        text not null check (length(line1) between 1 and 200),
    line2        text not null default '' check (length(line2) <= 200),
    city         text not null check (length(city) between 1 and 120),
    region       text not null default '' check (length(region) <= 120),
    postal_code  text not null default '' check (length(postal_code) <= 20),
    -- ISO 3166-1 alpha-2
    country      text not null check (country ~ '^[A-Z]{2}$'),
    phone        text not null default '' check (length(phone) <= 40),
    is_default   boolean not null default false,
    created_at   timestamptz not null default now()
);
create unique index addresses_one_default on addresses (account_id) where is_default;
create index addresses_by_account on addresses (account_id, created_at);
