create type drop_mode as enum ('flash_sale', 'draw');
create type drop_state as enum ('draft', 'scheduled', 'open', 'paused', 'closed', 'sealed', 'drawn', 'settled', 'void', 'cancelled');

create table drops (
    id                      uuid primary key,
    slug                    text not null constraint drops_slug_key unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    product_id              uuid not null references products (id),
    mode                    drop_mode not null,
    state                   drop_state not null default 'draft',
    opens_at                timestamptz not null,
    closes_at               timestamptz not null,
    -- units one account may hold or own; a draw's is always 1
    limit_per_customer      int not null default 1 check (limit_per_customer between 1 and 100),
    payment_window_minutes  int not null default 10 check (payment_window_minutes between 1 and 10080),
    -- why it was cancelled or void, in public
    reason                  text,
    -- a demo drop is followed by a fresh one when it ends
    is_demo                 boolean not null default false,
    created_at              timestamptz not null default now(),
    -- when it really opened and closed
    opened_at               timestamptz,
    closed_at               timestamptz,
    constraint drops_window check (closes_at > opens_at),
    constraint drops_draw_limit check (mode = 'flash_sale' or limit_per_customer = 1),
    constraint drops_reason check (reason is not null or state not in ('cancelled', 'void')),
    constraint drops_mode_states check (
        case mode when 'flash_sale' then state not in ('sealed', 'drawn', 'void') else state <> 'paused' end
    )
);
create index drops_due_to_open on drops (opens_at) where state = 'scheduled';
create index drops_due_to_close on drops (closes_at) where state in ('open', 'paused');
create index drops_to_settle on drops (closed_at) where state in ('closed', 'sealed', 'drawn');
create index drops_by_product on drops (product_id);
create index drops_by_opening on drops (opens_at desc, id) where state <> 'draft';

-- Units pledged per variant: pledged = paid + held + free + written_off, at every commit.
create table drop_variants (
    drop_id      uuid not null references drops (id) on delete cascade,
    variant_id   uuid not null references variants (id),
    pledged      int not null check (pledged > 0),
    held         int not null default 0 constraint drop_variants_held_not_negative check (held >= 0),
    paid         int not null default 0 constraint drop_variants_paid_not_negative check (paid >= 0),
    written_off  int not null default 0 check (written_off >= 0),
    free         int generated always as (pledged - held - paid - written_off) stored
                 constraint drop_variants_not_oversold check (free >= 0),
    -- the price of this drop, fixed when it is scheduled
    price_minor  bigint not null check (price_minor >= 0),
    currency     text not null check (currency ~ '^[A-Z]{3}$'),
    primary key (drop_id, variant_id)
);

-- What one account holds or owns of a drop. The limit stands in the row so that the database can refuse.
create table drop_customers (
    drop_id     uuid not null references drops (id) on delete cascade,
    account_id  uuid not null references accounts (id),
    units       int not null constraint drop_customers_units_not_negative check (units >= 0),
    unit_limit  int not null,
    primary key (drop_id, account_id),
    constraint drop_customers_limit check (units <= unit_limit)
);
