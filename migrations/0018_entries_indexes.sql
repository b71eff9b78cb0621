-- The newest entries of all draws, for staff.
create index entries_by_age on entries (entered_at desc, id);
-- The sealed list is read by id, which is its order; numbering it then touches no index.
drop index entries_by_position;
