-- The overview counts today's entries. Entries arrive in the order of time, so block ranges tell them apart, and
-- they cost a draw's rush next to nothing.
create index entries_by_time on entries using brin (entered_at);
