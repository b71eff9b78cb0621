-- A list of a million entries is sealed and ranked in seconds if what is derived is stored in parts of 1,024 instead of row
-- by row (docs/decisions/0011). What was published is kept as it was published, whatever becomes of the entries.

-- The sealed list in the order of its ids.
create table sealed_parts (
    draw_id      uuid not null references draws (id),
    -- from 0; all but the last have 1,024 entries
    part         int not null check (part >= 0),
    first_entry  uuid not null,
    -- ids, in order
    entries      uuid[] not null,
    -- the tree head of their leaves: a node of the tree of all entries (RFC 6962)
    head         bytea not null check (length(head) = 32),
    -- the lines of entries.csv
    lines        text not null,
    -- places in the ranking of each entry's pool, from 1; null with weight 0; unknown before the draw
    ranks        int[] check (cardinality(ranks) = cardinality(entries)),
    primary key (draw_id, part),
    unique (draw_id, first_entry)
);
-- Random bytes do not shrink.
alter table sealed_parts alter entries set storage external, alter lines set storage external, alter ranks set storage external;

-- The ranking of a pool, in its order.
create table ranking_parts (
    draw_id  uuid not null references draws (id),
    pool     text not null,
    -- from 0; all but the last have 1,024 places
    part     int not null check (part >= 0),
    -- 16 bytes each
    entries  bytea not null,
    -- 32 bytes each
    tickets  bytea not null,
    primary key (draw_id, pool, part),
    check (length(entries) * 2 = length(tickets))
);
alter table ranking_parts alter entries set storage external, alter tickets set storage external;

-- Where an entry is in the sealed list, from 0.
create function entry_position(of_draw uuid, entry uuid) returns bigint language sql stable as $$
    select part::bigint * 1024 + array_position(entries, entry) - 1 from sealed_parts
    where draw_id = of_draw and first_entry <= entry order by first_entry desc limit 1
$$;

-- Where an entry is in the ranking of its pool, from 1; null with weight 0 and before the draw.
create function entry_rank(of_draw uuid, entry uuid) returns bigint language sql stable as $$
    select ranks[array_position(entries, entry)]::bigint from sealed_parts
    where draw_id = of_draw and first_entry <= entry order by first_entry desc limit 1
$$;

-- Who has a rank of a pool, and with which ticket.
create function ranked(of_draw uuid, of_pool text, of_rank bigint) returns table (entry_id uuid, ticket bytea) language sql stable as $$
    select encode(substring(entries from (of_rank - 1)::int % 1024 * 16 + 1 for 16), 'hex')::uuid,
           substring(tickets from (of_rank - 1)::int % 1024 * 32 + 1 for 32)
    from ranking_parts
    where draw_id = of_draw and pool = of_pool and of_rank > 0
      and part = (of_rank - 1)::int / 1024 and (of_rank - 1)::int % 1024 < length(entries) / 16
$$;

-- How many of a pool have a rank.
create function ranked_count(of_draw uuid, of_pool text) returns bigint language sql stable as $$
    select coalesce((select part::bigint * 1024 + length(entries) / 16 from ranking_parts
                     where draw_id = of_draw and pool = of_pool order by part desc limit 1), 0)
$$;

-- What draws until now have in their rows.
create function tree_head(leaves bytea[]) returns bytea language plpgsql as $$
declare
    half int := 1;
begin
    if cardinality(leaves) = 1 then
        return leaves[1];
    end if;
    while half * 2 < cardinality(leaves) loop
        half := half * 2;
    end loop;
    return sha256('\x01'::bytea || tree_head(leaves[:half]) || tree_head(leaves[half + 1:]));
end $$;
insert into sealed_parts (draw_id, part, first_entry, entries, head, lines, ranks)
select draw_id, part, (array_agg(id order by id))[1], array_agg(id order by id), tree_head(array_agg(leaf order by id)),
       string_agg(id || ',' || pool || ',' || weight || ',' || note || e'\n', '' order by id),
       case when drawn then array_agg(rank::int order by id) end
from (select e.*, d.seed is not null as drawn, ((row_number() over (partition by e.draw_id order by e.id) - 1) / 1024)::int as part
      from entries e join draws d on d.id = e.draw_id where d.seal is not null) e
group by draw_id, part, drawn;
insert into ranking_parts (draw_id, pool, part, entries, tickets)
select draw_id, pool, ((rank - 1) / 1024)::int as part, string_agg(uuid_send(id), ''::bytea order by rank), string_agg(ticket, ''::bytea order by rank)
from entries where rank is not null group by draw_id, pool, part;
drop function tree_head(bytea[]);

alter table entries drop column position, drop column rank, drop column ticket;

-- Parts are written before the seal and before the reveal of their draw, in the same transaction, and never again.
create function refuse_late_part() returns trigger language plpgsql as $$
begin
    if exists (select from draws where id = new.draw_id and case tg_table_name when 'sealed_parts' then seal else seed end is not null) then
        raise exception 'nothing is added to what is published' using errcode = 'restrict_violation', constraint = tg_table_name || '_in_time';
    end if;
    return new;
end $$;
create trigger sealed_parts_in_time before insert on sealed_parts for each row execute function refuse_late_part();
create trigger ranking_parts_in_time before insert on ranking_parts for each row execute function refuse_late_part();
create trigger sealed_parts_fixed before delete or update of draw_id, part, first_entry, entries, head, lines on sealed_parts
    for each row execute function refuse_change();
create trigger sealed_parts_ranked_once before update of ranks on sealed_parts
    for each row when (old.ranks is not null) execute function refuse_change();
create trigger ranking_parts_fixed before update or delete on ranking_parts for each row execute function refuse_change();

-- An entry stays what it was when its draw was sealed. Who made it may be forgotten.
create function refuse_sealed_entry() returns trigger language plpgsql as $$
begin
    if exists (select from draws where id = old.draw_id and seal is not null) then
        raise exception 'the list of entries is sealed' using errcode = 'restrict_violation', constraint = 'entries_sealed';
    end if;
    return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger entries_sealed before delete or update of id, draw_id, variant_id, pool, weight, note, leaf on entries
    for each row execute function refuse_sealed_entry();

-- How far a draw is with its list or its ranking, in percent. A hint for whoever watches, written outside of the transaction
-- that it is about: no reference, which would wait for that transaction, and nothing is lost with it.
create unlogged table draw_progress (
    draw_id  uuid primary key,
    -- what the draw's state is meanwhile
    state    text not null check (state in ('open', 'sealed')),
    percent  smallint not null check (percent between 0 and 100)
);

-- As in 0026, but for where the ranking is.
create or replace function append_allocation() returns trigger language plpgsql as $$
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
        (select from ranked(new.draw_id, new.pool, new.rank) r where r.entry_id = new.entry_id) then
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
            (select from ranked(new.draw_id, new.pool, pool_now.seated + 1)))
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
