-- One try to pay an order. The row is committed before the gateway is asked, so that after a crash
-- the resolving job can ask the gateway again under the same key.
create table payments (
    id             uuid primary key,
    order_id       uuid not null references orders (id),
    amount_minor   bigint not null check (amount_minor >= 0),
    currency       text not null,
    state          text not null default 'started'
                   check (state in ('started', 'needs_confirmation', 'authorised', 'captured', 'declined', 'cancelled')),
    gateway        text not null,
    -- the gateway's name for it
    reference      text,
    -- why it was declined: an enumerated code, never the card
    decline_code   text,
    card_brand     text,
    card_last4     text check (card_last4 ~ '^[0-9]{4}$'),
    created_at     timestamptz not null default now(),
    updated_at     timestamptz not null default now()
);
create index payments_by_order on payments (order_id, created_at);
-- An order is paid once: at most one payment is under way or done.
create unique index payments_one_live_per_order on payments (order_id)
    where state in ('started', 'needs_confirmation', 'authorised', 'captured');

create table refunds (
    id            uuid primary key,
    payment_id    uuid not null references payments (id),
    amount_minor  bigint not null check (amount_minor > 0),
    reason        text not null,
    state         text not null default 'started' check (state in ('started', 'done', 'failed')),
    account_id    uuid references accounts (id),
    created_at    timestamptz not null default now()
);
create index refunds_by_payment on refunds (payment_id);

-- The sandbox gateway's own ledger: what a card network would remember. No other feature reads it.
create table sandbox_charges (
    id               uuid primary key,
    idempotency_key  text not null unique,
    amount_minor     bigint not null,
    currency         text not null,
    card_brand       text not null,
    card_last4       text not null,
    behaviour        text not null,
    state            text not null check (state in ('needs_confirmation', 'authorised', 'captured', 'declined', 'cancelled')),
    decline_code     text,
    refunded_minor   bigint not null default 0 check (refunded_minor between 0 and amount_minor),
    created_at       timestamptz not null default now()
);
create table sandbox_operations (
    idempotency_key  text primary key,
    charge_id        uuid not null references sandbox_charges (id),
    kind             text not null check (kind in ('capture', 'cancel', 'refund')),
    amount_minor     bigint not null,
    at               timestamptz not null default now()
);
