-- Whoever tries to buy is marked in Redis first, so that after the sell-out the others need no look into Postgres. True
-- once somebody tried while Redis was away: then everybody is looked up.
alter table drops add column unmarked_attempts boolean not null default false;

-- What a flash sale writes per order, thousands of times a second, and what it no longer has to. An order of a drop is
-- written in one commit with its line and its customer's count, by one statement each for a whole batch.
--
-- These references are true by that statement: the line's order is inserted beside it; its variant is a row of
-- drop_variants that the batch has locked, and that references the drop and the variant; the account is looked up by the
-- batch, which refuses one that is not there. Checking each again row by row was more than half of the work.
alter table orders drop constraint orders_account_id_fkey;
alter table orders drop constraint orders_drop_id_fkey;
alter table order_lines drop constraint order_lines_order_id_fkey;
alter table order_lines drop constraint order_lines_variant_id_fkey;
alter table drop_customers drop constraint drop_customers_drop_id_fkey;
alter table drop_customers drop constraint drop_customers_account_id_fkey;
-- What they guarded against stays impossible: orders are for ever, and so is what they name.
create trigger orders_for_ever before delete on orders for each row execute function refuse_change();
create function refuse_deleting_ordered() returns trigger language plpgsql as $$
declare named boolean;
begin
    execute format('select exists (select from %I where %I = $1)', tg_argv[0], tg_argv[1]) into named using old.id;
    if named then
        raise exception '% names it', tg_argv[0] using errcode = 'foreign_key_violation', constraint = tg_argv[0] || '_' || tg_argv[1] || '_fkey';
    end if;
    return old;
end $$;
create trigger variants_ordered before delete on variants for each row execute function refuse_deleting_ordered('order_lines', 'variant_id');
create trigger accounts_ordered before delete on accounts for each row execute function refuse_deleting_ordered('orders', 'account_id');
create trigger drops_ordered before delete on drops for each row execute function refuse_deleting_ordered('orders', 'drop_id');

-- When an order was placed stands in its row.
delete from order_events where kind = 'placed';

-- Lists go by number, which grows with time; an account's few orders are found by the key's index.
drop index orders_by_age;
create index orders_by_age on orders using brin (created_at);
drop index orders_by_account;
-- Staff look for what waits to be sent; what waits to be paid is what may lapse.
drop index orders_by_state;
create index orders_to_send on orders (number) where state = 'paid';
drop index orders_due_to_lapse;
create index orders_due_to_lapse on orders (expires_at) where state = 'pending_payment';
