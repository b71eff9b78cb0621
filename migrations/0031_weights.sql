-- Weights (fair-draw.md, section 2): a drop may give more tickets to those who lost draws before. Whoever counts the losses
-- of an account reads its entries in drawn draws, so that there is no counter that a killed worker could move twice.

-- The most tickets of one entry; 1 where everybody has one.
alter table drops add column max_weight int not null default 1 check (max_weight between 1 and 10);
alter table drops add constraint drops_weights_of_draws check (mode = 'draw' or max_weight = 1);
-- What the rules say, which cannot change.
alter table draws add column max_weight int not null generated always as ((rules::jsonb ->> 'max_weight')::int) stored;

-- Standing entries with more than one ticket, by weight. The others of a pool have one. Kept like standing_entries (0021).
create table standing_weights (
    draw_id uuid not null references draws (id),
    pool    text not null,
    weight  int not null check (weight between 2 and 10),
    entries bigint not null check (entries >= 0),
    primary key (draw_id, pool, weight)
) with (fillfactor = 50);

insert into standing_weights
select draw_id, pool, weight, count(*) from entries where note = '' and weight > 1 group by draw_id, pool, weight;

create or replace function count_entered() returns trigger language plpgsql as $$
begin
    -- In the order of the key: two batches of one draw wait for each other and never for one another.
    insert into standing_entries
    select draw_id, pool, count(*) from entered where note = '' group by draw_id, pool order by draw_id, pool
    on conflict (draw_id, pool) do update set entries = standing_entries.entries + excluded.entries;
    -- Without weights this finds nothing, and costs next to nothing.
    insert into standing_weights
    select draw_id, pool, weight, count(*) from entered where note = '' and weight > 1
    group by draw_id, pool, weight order by draw_id, pool, weight
    on conflict (draw_id, pool, weight) do update set entries = standing_weights.entries + excluded.entries;
    return null;
end $$;

create or replace function count_gone() returns trigger language plpgsql as $$
begin
    update standing_entries set entries = entries - 1 where draw_id = old.draw_id and pool = old.pool;
    if old.weight > 1 then
        update standing_weights set entries = entries - 1
        where draw_id = old.draw_id and pool = old.pool and weight = old.weight;
    end if;
    return null;
end $$;
