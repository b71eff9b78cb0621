-- The ledger of stock. available = on hand - reserved; no program, however wrong, gets below zero.
create table stock (
    variant_id  uuid primary key references variants (id) on delete cascade,
    on_hand     int not null default 0 constraint stock_on_hand_not_negative check (on_hand >= 0),
    reserved    int not null default 0 constraint stock_reserved_not_negative check (reserved >= 0),
    available   int generated always as (on_hand - reserved) stored constraint stock_available_not_negative check (available >= 0)
);

-- Every change of `stock`, append-only; the sums over a variant equal its row.
create table stock_movements (
    id           bigint generated always as identity primary key,
    variant_id   uuid not null references variants (id) on delete cascade,
    on_hand      int not null default 0,
    reserved     int not null default 0,
    -- received, corrected, pledged (to a drop), released (by a drop), sold, returned
    reason       text not null,
    note         text not null default '',
    -- what caused it: a drop or an order
    subject_id   uuid,
    -- the member of staff; null for the machine
    account_id   uuid references accounts (id),
    at           timestamptz not null default now(),
    check (on_hand <> 0 or reserved <> 0)
);
create index stock_movements_by_variant on stock_movements (variant_id, id desc);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation', constraint = tg_table_name || '_append_only';
end $$;
create trigger stock_movements_append_only before update on stock_movements
    for each row execute function refuse_change();
