-- What a rush of entries writes, as for orders (0020). The references of an entry are true by the batch that writes it: the
-- draw's row is locked while it lasts, the account is looked up by it, and the variant is that of a row of draw_pools.
-- Checking each again row by row cost more than the row.
alter table entries drop constraint entries_draw_id_fkey;
alter table entries drop constraint entries_account_id_fkey;
alter table entries drop constraint entries_variant_id_fkey;
-- What they guarded against stays impossible; a draw with entries is kept by the reference of standing_entries.
create trigger accounts_entered before delete on accounts for each row execute function refuse_deleting_ordered('entries', 'account_id');
create trigger variants_entered before delete on variants for each row execute function refuse_deleting_ordered('entries', 'variant_id');
-- An account has few entries, and entries_idempotency_key finds them.
drop index entries_by_account;
