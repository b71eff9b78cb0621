-- Rehearsals of flash sales: a synthetic crowd presses in a copy of the drop, which stands in a schema of its own named
-- rehearsal_ and the id's 32 hexadecimal digits while it lasts (crates/shop/src/rehearsals). Here is who began it and what it found.
create type rehearsal_failure as enum (
    'interrupted',  -- its worker died or was stopped
    'not_allowed',  -- the database's role may not create schemas
    'fault'         -- anything else; the log says what
);

create table rehearsals (
    id          uuid primary key,
    -- of a draft that is thrown away nothing stays
    drop_id     uuid not null references drops (id) on delete cascade,
    -- the member of staff who began it
    account_id  uuid not null references accounts (id),
    shoppers    int not null check (shoppers > 0),
    -- shoppers who press at the same time
    at_once     int not null check (at_once > 0),
    begun_at    timestamptz not null,
    -- by a worker
    started_at  timestamptz,
    ended_at    timestamptz,
    stop_asked  boolean not null default false,
    -- shoppers who have pressed so far
    pressed     int not null default 0,
    -- rehearsals::Report, as JSON
    report      jsonb,
    failure     rehearsal_failure,
    constraint rehearsals_outcome check (ended_at is not null or (report is null and failure is null)),
    constraint rehearsals_one_outcome check (report is null or failure is null)
);
-- Two at once would measure each other.
create unique index rehearsals_one_at_a_time on rehearsals ((true)) where ended_at is null;
create index rehearsals_by_drop on rehearsals (drop_id, begun_at desc, id desc);
