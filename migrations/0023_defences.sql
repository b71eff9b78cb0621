-- What a flash sale does against bots; a drop without any has no row. Fixed from the announcement on, like its other terms.
create table defences (
    drop_id              uuid primary key references drops (id) on delete cascade,
    -- leading zero bits that a proof of work has while nobody presses; none asks for no proof
    proof_bits           int check (proof_bits between 1 and 22),
    -- least age of the account at the press
    account_age_minutes  int check (account_age_minutes between 1 and 525600),
    -- the account's email address must be confirmed
    confirmed_email      boolean not null default false,
    -- orders that may stand at once for one card, one delivery address, one range of network addresses
    per_card             int check (per_card between 1 and 10000),
    per_address          int check (per_address between 1 and 10000),
    per_range            int check (per_range between 1 and 10000)
);

-- What an order counts towards: a keyed digest of drop and range of network addresses, never the address. Only orders of
-- drops with such a limit have one. Whether an order still stands is read from its own row.
create table order_marks (
    order_id  uuid primary key,
    mark      bytea not null check (octet_length(mark) = 16)
);
create index order_marks_by_mark on order_marks (mark);

-- The same for payments: of card and delivery address, never the number or the address.
create table payment_marks (
    payment_id  uuid not null references payments (id),
    mark        bytea not null check (octet_length(mark) = 16),
    primary key (payment_id, mark)
);
create index payment_marks_by_mark on payment_marks (mark);

-- Presses that were refused, by drop, minute and reason: the slug of the refusal. Every server adds what it counted about
-- once a second.
create table press_refusals (
    drop_id  uuid not null references drops (id) on delete cascade,
    minute   timestamptz not null,
    reason   text not null,
    presses  bigint not null check (presses > 0),
    primary key (drop_id, minute, reason)
);
