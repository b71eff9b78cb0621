-- Opening a line with 100,000 people in it wrote their places into 100,000 rows and three indexes, while the sale waited
-- (docs/decisions/0008). Now a row says which one its account was to come, and never changes; the order of those who
-- were there before the opening is stored once, in parts.
alter table line_places add column came bigint check (came > 0);
-- Who joined after the opening, or waits in a line that is open, has the place of the order of coming: no parts are needed.
update line_places p set came = n.came
from (select id, coalesce(place, row_number() over (partition by drop_id order by joined_at, id)) as came from line_places) n
where n.id = p.id;
drop trigger line_places_kept on line_places;
drop function keep_the_place();
-- Its index goes with it.
alter table line_places drop column place;
-- counted from 1, without gaps; the place too, of whoever is in no part
alter table line_places alter came set not null;
alter table line_places add constraint line_places_came unique (drop_id, came);

-- The places of those who were there when the line opened, by the order of coming.
create table line_parts (
    drop_id  uuid not null references lines (drop_id),
    -- from 0; all but the last have 256 places: a part is read where it lies, not from beside the table
    part     int not null check (part >= 0),
    places   int[] not null check (cardinality(places) between 1 and 256),
    primary key (drop_id, part)
);

-- What was given out stays as it was.
create function refuse_change_of_line() returns trigger language plpgsql as $$
begin
    raise exception 'a place in a line is kept' using errcode = 'check_violation', constraint = tg_table_name || '_kept';
end $$;
create trigger line_places_kept before update on line_places for each row execute function refuse_change_of_line();
create trigger line_parts_kept before update or delete on line_parts for each row execute function refuse_change_of_line();
create function refuse_late_part_of_line() returns trigger language plpgsql as $$
begin
    if exists (select from lines where drop_id = new.drop_id and seed is not null) then
        raise exception 'this line has its order' using errcode = 'check_violation', constraint = 'line_parts_kept';
    end if;
    return new;
end $$;
create trigger line_parts_in_time before insert on line_parts for each row execute function refuse_late_part_of_line();
