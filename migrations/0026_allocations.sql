-- The allocation log of a drawn draw (fair-draw.md, section 5): who was offered a unit and what became of it, chained by
-- hashes from the draw's seed. The draw's row is its lock. What the table of section 5 does not allow is refused here too,
-- whatever program asks: an offer out of order, beyond the units, a payment after its deadline, a broken chain.

-- Where the units of a pool are by its log: units = open + paid + written_off + free, at every row. Kept by the log alone.
create table allocation_balances (
    draw_id      uuid not null,
    pool         text not null,
    units        int not null,
    open         int not null default 0 check (open >= 0),
    paid         int not null default 0 check (paid >= 0),
    written_off  int not null default 0 check (written_off >= 0),
    -- left over once settled
    free         int generated always as (units - open - paid - written_off) stored
                 constraint allocations_within_units check (free >= 0),
    -- ranks from 1 on, without gaps, that were offered a unit or stepped back before
    seated       bigint not null default 0,
    settled      boolean not null default false,
    primary key (draw_id, pool),
    foreign key (draw_id, pool) references draw_pools (draw_id, pool)
);
create trigger allocation_balances_derived before insert or update or delete on allocation_balances
    for each row when (pg_trigger_depth() = 0) execute function refuse_change();

create table allocations (
    draw_id      uuid not null references draws (id),
    seq          bigint not null check (seq > 0),
    -- milliseconds since 1970: what is hashed
    at_ms        bigint not null,
    kind         text not null check (kind in ('offered', 'declined', 'paid', 'claimed', 'expired', 'withdrawn', 'refunded', 'written_off', 'settled')),
    pool         text not null,
    -- from 1; 0 with the zero id for settled
    rank         bigint not null,
    entry_id     uuid not null,
    hash         bytea not null check (length(hash) = 32),
    -- what in the order's timeline the row records, so that nothing is recorded twice
    order_event  bigint constraint allocations_order_event_key unique references order_events (id),
    constraint allocations_seq_key unique (draw_id, seq),
    check ((kind = 'settled') = (rank = 0) and (kind = 'settled') = (entry_id = '00000000-0000-0000-0000-000000000000'))
);
create unique index allocations_one_offer on allocations (draw_id, pool, rank) where kind = 'offered';
create unique index allocations_one_end on allocations (draw_id, pool, rank) where kind in ('paid', 'claimed', 'expired', 'withdrawn');
create unique index allocations_one_refund on allocations (draw_id, pool, rank) where kind = 'refunded';
create unique index allocations_one_write_off on allocations (draw_id, pool, rank) where kind = 'written_off';
create unique index allocations_one_settlement on allocations (draw_id, pool) where kind = 'settled';
create index allocations_by_rank on allocations (draw_id, pool, rank, seq);

create function refuse_allocation(why text) returns void language plpgsql as $$
begin
    raise exception 'the allocation log does not go on like that: %', why using errcode = 'restrict_violation', constraint = why;
end $$;

create function append_allocation() returns trigger language plpgsql as $$
declare
    draw record;
    previous record;
    pool_now record;
    was text;
    deadline bigint;
    legal boolean;
begin
    select seed, rules::jsonb ->> 'kind' as kind, (rules::jsonb ->> 'payment_window_minutes')::bigint * 60000 as window_ms
        into draw from draws where id = new.draw_id for no key update;
    select seq, at_ms, hash into previous from allocations where draw_id = new.draw_id order by seq desc limit 1;
    if new.seq <> coalesce(previous.seq, 0) + 1 or new.at_ms < coalesce(previous.at_ms, 0) then
        perform refuse_allocation('allocations_in_order');
    end if;
    if new.hash is distinct from sha256(
        'fairdrop/v1/allocation'::bytea || coalesce(previous.hash, draw.seed) || int8send(new.seq) || int8send(new.at_ms)
        || int4send(octet_length(new.kind)) || convert_to(new.kind, 'UTF8') || int4send(octet_length(new.pool)) || convert_to(new.pool, 'UTF8')
        || int4send(new.rank::int) || uuid_send(new.entry_id)) then
        perform refuse_allocation('allocations_chained');
    end if;
    if new.kind <> 'settled' and not exists
        (select from entries where draw_id = new.draw_id and pool = new.pool and rank = new.rank and id = new.entry_id) then
        perform refuse_allocation('allocations_ranked');
    end if;

    insert into allocation_balances (draw_id, pool, units)
        select draw_id, pool, units from draw_pools where draw_id = new.draw_id and pool = new.pool
        on conflict do nothing;
    select * into pool_now from allocation_balances where draw_id = new.draw_id and pool = new.pool;
    select kind into was from allocations
        where draw_id = new.draw_id and pool = new.pool and rank = new.rank and kind <> 'declined' order by seq desc limit 1;
    select at_ms + draw.window_ms into deadline from allocations
        where draw_id = new.draw_id and pool = new.pool and rank = new.rank and kind = 'offered';
    legal := not pool_now.settled and case new.kind
        when 'offered' then new.rank = pool_now.seated + 1
        when 'declined' then was = 'offered'
        when 'paid' then was = 'offered' and new.at_ms <= deadline and draw.kind = 'drop'
        when 'claimed' then was = 'offered' and new.at_ms <= deadline and draw.kind = 'contest'
        when 'expired' then was = 'offered' and new.at_ms >= deadline
        when 'withdrawn' then was = 'offered' or (was is null and new.rank = pool_now.seated + 1)
        when 'refunded' then was in ('paid', 'claimed')
        when 'written_off' then was = 'refunded'
        when 'settled' then pool_now.open = 0 and (pool_now.free = 0 or not exists
            (select from entries where draw_id = new.draw_id and pool = new.pool and rank = pool_now.seated + 1))
    end;
    if legal is not true then
        perform refuse_allocation('allocations_legal');
    end if;

    update allocation_balances set
        open = open + case when new.kind = 'offered' then 1
                           when was = 'offered' and new.kind in ('paid', 'claimed', 'expired', 'withdrawn') then -1 else 0 end,
        paid = paid + case new.kind when 'paid' then 1 when 'claimed' then 1 when 'refunded' then -1 else 0 end,
        written_off = written_off + (new.kind = 'written_off')::int,
        seated = seated + (new.kind = 'offered' or (new.kind = 'withdrawn' and was is null))::int,
        settled = new.kind = 'settled'
    where draw_id = new.draw_id and pool = new.pool;
    return new;
end $$;
create trigger allocations_append before insert on allocations for each row execute function append_allocation();
create trigger allocations_append_only before update or delete on allocations for each row execute function refuse_change();

-- No offer is made or moved on unless the log says so; the words are the same.
create function refuse_unlogged_offer() returns trigger language plpgsql as $$
begin
    if not exists (select from allocations
                   where draw_id = new.draw_id and pool = new.pool and rank = new.rank and entry_id = new.entry_id
                     and kind = case new.state when 'open' then 'offered' else new.state end) then
        raise exception 'the allocation log has no such row' using errcode = 'restrict_violation', constraint = 'offers_logged';
    end if;
    return new;
end $$;
create trigger offers_logged before insert or update on offers for each row execute function refuse_unlogged_offer();

-- Staff and shoppers see what became of paid offers too, and the log is carried on from both.
create index offers_standing on offers (draw_id) where state in ('open', 'paid');
drop index offers_open;
