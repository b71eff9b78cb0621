-- A payment is under way: the order does not lapse while the gateway is asked. Set and cleared with the payment's row,
-- so that the sweep of lapsed orders need not look into payments.
alter table orders add column paying boolean not null default false;
drop index orders_due_to_lapse;
create index orders_due_to_lapse on orders (expires_at) where state = 'pending_payment' and not paying;
-- Staff look for what waits to be sent.
create index orders_by_state on orders (state, created_at desc);
-- Money taken per day, for the overview.
create index orders_by_payment on orders (paid_at) where paid_at is not null;
