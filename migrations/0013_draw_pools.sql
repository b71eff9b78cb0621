-- The pools of a draw as its rules name them: a variant may be renamed later, a pool may not.
create table draw_pools (
    draw_id     uuid not null references draws (id),
    pool        text not null,
    variant_id  uuid not null references variants (id),
    units       int not null check (units > 0),
    -- in the order of the variants, from 0
    position    int not null,
    primary key (draw_id, pool),
    constraint draw_pools_variant_key unique (draw_id, variant_id)
);
create trigger draw_pools_fixed before update or delete on draw_pools
    for each row execute function refuse_change();

-- settled, cancelled or void since
alter table draws add column ended_at timestamptz;

-- The odds of every pool, counted from the index alone while the draw is open.
create index entries_standing on entries (draw_id, pool) where note = '';
-- The sealed list, page by page.
create index entries_by_position on entries (draw_id, position) where position is not null;
create index offers_open on offers (draw_id) where state = 'open';
