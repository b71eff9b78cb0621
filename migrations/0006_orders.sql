create type order_state as enum ('pending_payment', 'paid', 'fulfilled', 'delivered', 'expired', 'cancelled', 'refunded', 'partly_refunded');

-- An order in pending_payment is the reservation: its lines hold their units until expires_at.
create table orders (
    id               uuid primary key,
    -- what people say on the phone
    number           bigint generated always as identity constraint orders_number_key unique,
    account_id       uuid not null references accounts (id),
    -- the drop it was bought in; ordinary checkout leaves it null
    drop_id          uuid references drops (id),
    state            order_state not null default 'pending_payment',
    total_minor      bigint not null check (total_minor >= 0),
    currency         text not null check (currency ~ '^[A-Z]{3}$'),
    -- of the payment window; meaningful in pending_payment
    expires_at       timestamptz not null,
    -- where it goes, copied when it is paid: an address book may change later
    ship_to          jsonb,
    -- a success binds its key: the same key and body get the same order again
    idempotency_key  text not null check (length(idempotency_key) between 1 and 200),
    -- SHA-256 of what was asked under the key
    request_digest   bytea not null,
    created_at       timestamptz not null default now(),
    paid_at          timestamptz,
    constraint orders_idempotency_key unique (account_id, idempotency_key)
);
create index orders_due_to_lapse on orders (expires_at) where state = 'pending_payment';
create index orders_by_account on orders (account_id, created_at desc);
create index orders_by_drop on orders (drop_id, created_at desc);
create index orders_by_age on orders (created_at desc, id);

create table order_lines (
    order_id     uuid not null references orders (id) on delete cascade,
    variant_id   uuid not null references variants (id),
    quantity     int not null check (quantity > 0),
    -- per unit
    price_minor  bigint not null check (price_minor >= 0),
    primary key (order_id, variant_id)
);
create index order_lines_by_variant on order_lines (variant_id);

-- What happened to an order, for its timeline.
create table order_events (
    id          bigint generated always as identity primary key,
    order_id    uuid not null references orders (id) on delete cascade,
    -- placed, paid, payment_declined, expired, cancelled, shipped, delivered, refunded, note
    kind        text not null,
    note        text not null default '',
    account_id  uuid references accounts (id),
    at          timestamptz not null default now()
);
create index order_events_by_order on order_events (order_id, id);

create table shipments (
    id               uuid primary key,
    order_id         uuid not null references orders (id) on delete cascade,
    carrier          text not null check (length(carrier) between 1 and 80),
    tracking_number  text not null default '' check (length(tracking_number) <= 120),
    tracking_url     text not null default '' check (tracking_url = '' or tracking_url ~ '^https://'),
    shipped_at       timestamptz not null default now()
);
create unique index shipments_one_per_order on shipments (order_id);
