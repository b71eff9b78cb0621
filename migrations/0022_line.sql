-- The waiting line of a drop: who waits before the opening gets a place in an order that nobody could choose, who comes
-- later a place behind; places are admitted at a pace that staff can change while it runs.
create table lines (
    drop_id     uuid primary key references drops (id) on delete cascade,
    -- places admitted a minute; 0 halts the line
    per_minute  int not null check (per_minute between 0 and 100000),
    -- places admitted at counted_at; from then on per_minute more a minute
    admitted    bigint not null default 0 check (admitted >= 0),
    counted_at  timestamptz,
    -- people in it so far: the number of the last place, or of those in the lobby
    people      bigint not null default 0 check (people >= 0),
    opened_at   timestamptz,
    -- SHA-256("fairdrop/v1/line-commitment" || drop_id || seed), published when the drop is scheduled
    commitment  bytea check (octet_length(commitment) = 32),
    -- the seed under the shop's key, until it is published at the opening
    sealed_seed bytea,
    seed        bytea check (octet_length(seed) = 32),
    constraint lines_opened check ((opened_at is null) = (seed is null) and (opened_at is null) = (counted_at is null)),
    constraint lines_committed check (seed is null or commitment is not null)
);

create table line_places (
    -- public, hence random: it must not tell when it was made
    id          uuid primary key,
    drop_id     uuid not null references lines (drop_id) on delete cascade,
    account_id  uuid not null references accounts (id),
    -- before the drop's opens_at: in the lobby
    joined_at   timestamptz not null,
    -- none until the line opens
    place       bigint check (place > 0),
    constraint line_places_once unique (drop_id, account_id)
);
create unique index line_places_place on line_places (drop_id, place) where place is not null;

-- What was promised before the opening stays as it was.
create function keep_the_line() returns trigger language plpgsql as $$
begin
    if old.commitment is not null and new.commitment is distinct from old.commitment
        or old.seed is not null and new.seed is distinct from old.seed then
        raise exception 'the order of a line is committed to' using errcode = 'check_violation', constraint = 'lines_kept';
    end if;
    return new;
end $$;
create trigger lines_kept before update on lines for each row execute function keep_the_line();
create function keep_the_place() returns trigger language plpgsql as $$
begin
    if new.id <> old.id or new.joined_at <> old.joined_at or new.account_id <> old.account_id
        or old.place is not null and new.place is distinct from old.place then
        raise exception 'a place in a line is kept' using errcode = 'check_violation', constraint = 'line_places_kept';
    end if;
    return new;
end $$;
create trigger line_places_kept before update on line_places for each row execute function keep_the_place();
