-- The odds of a pool are on every page of its draw. Counting a million entries takes a tenth of a second each time;
-- these rows are kept by the statements that change what they count.
create table standing_entries (
    draw_id uuid not null references draws (id),
    pool    text not null,
    entries bigint not null check (entries >= 0),
    primary key (draw_id, pool)
) with (fillfactor = 50);

insert into standing_entries
select draw_id, pool, count(*) from entries where note = '' group by draw_id, pool;

create function count_entered() returns trigger language plpgsql as $$
begin
    -- In the order of the key: two batches of one draw wait for each other and never for one another.
    insert into standing_entries
    select draw_id, pool, count(*) from entered where note = '' group by draw_id, pool order by draw_id, pool
    on conflict (draw_id, pool) do update set entries = standing_entries.entries + excluded.entries;
    return null;
end $$;
create trigger entries_entered after insert on entries
    referencing new table as entered for each statement execute function count_entered();

create function count_gone() returns trigger language plpgsql as $$
begin
    update standing_entries set entries = entries - 1 where draw_id = old.draw_id and pool = old.pool;
    return null;
end $$;
-- Only an update that names the column: sealing and ranking a million entries does not.
create trigger entries_noted after update of note on entries
    for each row when (old.note = '' and new.note <> '') execute function count_gone();
create trigger entries_deleted after delete on entries
    for each row when (old.note = '') execute function count_gone();

-- Served the count alone.
drop index entries_standing;
