-- Receipts, keys and the review of a draw's entries.

-- One key signs from now on; whoever makes or rotates keys holds a lock besides.
create unique index signing_keys_one_current on signing_keys ((true)) where retired_at is null;
-- A retired key goes on signing for the draws whose rules name it, and proves what it signed for ever.
create trigger signing_keys_kept before delete on signing_keys for each row execute function refuse_change();

-- What an entry weighed while it stood: its receipt says it, and a reinstated entry weighs it again.
alter table entries add column weight_before int check (weight_before between 1 and 10);
update entries set weight_before = 1 where note <> '';

-- An entry that is put back counts again.
create function count_back() returns trigger language plpgsql as $$
begin
    update standing_entries set entries = entries + 1 where draw_id = old.draw_id and pool = old.pool;
    -- Of a table that comes with weights (0031); before that no entry weighs more than 1.
    if new.weight > 1 then
        update standing_weights set entries = entries + 1
        where draw_id = new.draw_id and pool = new.pool and weight = new.weight;
    end if;
    return null;
end $$;
create trigger entries_put_back after update of note on entries
    for each row when (old.note <> '' and new.note = '') execute function count_back();

-- Why staff took an entry out, what its entrant said to that, and what they were answered.
create table disqualifications (
    id           uuid primary key,
    entry_id     uuid not null references entries (id),
    -- the entry's public note
    reason       text not null,
    explanation  text not null check (length(explanation) between 1 and 500),
    decided_by   uuid references accounts (id) on delete set null,
    decided_at   timestamptz not null,
    appeal       text check (length(appeal) between 1 and 1000),
    appealed_at  timestamptz,
    answer       text check (length(answer) between 1 and 500),
    answered_by  uuid references accounts (id) on delete set null,
    answered_at  timestamptz,
    -- false: the entry was put back
    upheld       boolean,
    check ((appeal is null) = (appealed_at is null)),
    check ((answer is null) = (answered_at is null) and (answer is null) = (upheld is null))
);
create unique index disqualifications_one_standing on disqualifications (entry_id) where upheld is not false;
create index disqualifications_of_entry on disqualifications (entry_id, decided_at desc);
create index disqualifications_appealed on disqualifications (appealed_at) where appeal is not null and answer is null;

-- Cards that an account has paid with, or tried to: keyed digests, never a number.
create table account_cards (
    account_id   uuid not null references accounts (id) on delete cascade,
    fingerprint  bytea not null check (octet_length(fingerprint) = 32),
    primary key (account_id, fingerprint)
);

-- What entries of a draw may share: keyed digests of draw and mailbox, card or delivery address. Those of two draws cannot
-- be told to be of the same person.
create table entry_marks (
    draw_id   uuid not null,
    kind      text not null check (kind in ('mailbox', 'card', 'address')),
    mark      bytea not null check (octet_length(mark) = 16),
    entry_id  uuid not null,
    primary key (draw_id, kind, mark, entry_id)
);

-- Hours between the close of a draw and its freeze, in which staff review the entries and answer appeals.
alter table drops add column review_hours int not null default 0
    constraint drops_review check (review_hours between 0 and 168 and (mode = 'draw' or review_hours = 0));

-- The draw that this one replaces, as its rules say.
alter table draws add column previous_draw uuid generated always as ((rules::jsonb ->> 'previous_draw')::uuid) stored;
create index draws_by_previous on draws (previous_draw) where previous_draw is not null;
