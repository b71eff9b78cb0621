use crate::TestShop;

impl TestShop {
    /// What holds at every commit: units, stock, customers, orders and money agree.
    ///
    /// # Panics
    /// Unless they do.
    pub async fn assert_balanced(&self) {
        assert_eq!(self.unbalanced().await, Vec::<String>::new());
    }

    /// What does not agree, with the drop where it is one's.
    ///
    /// # Panics
    /// If the books cannot be read.
    pub async fn unbalanced(&self) -> Vec<String> {
        let books = sqlx::query_scalar(
            "with bought as (
               select o.drop_id, l.variant_id, coalesce(sum(l.quantity) filter (where o.state = 'pending_payment'), 0) as held,
                      coalesce(sum(l.quantity) filter (where o.state in ('paid', 'fulfilled', 'delivered', 'refunded', 'partly_refunded')), 0) as paid
               from orders o join order_lines l on l.order_id = o.id group by 1, 2)
             select 'units of a drop differ from its orders: ' || v.drop_id from drop_variants v left join bought b using (drop_id, variant_id)
               where v.held <> coalesce(b.held, 0) or v.paid <> coalesce(b.paid, 0)
                  or v.pledged <> v.held + v.paid + v.free + v.written_off
             union all
             select 'reserved stock differs from what drops hold: ' || s.variant_id from stock s
               where s.reserved <> (select coalesce(sum(v.held + v.free), 0) from drop_variants v join drops d on d.id = v.drop_id
                                    where v.variant_id = s.variant_id and d.state <> 'draft')
             union all
             select 'stock differs from its movements: ' || s.variant_id from stock s
               where s.on_hand <> (select coalesce(sum(m.on_hand), 0) from stock_movements m where m.variant_id = s.variant_id)
                  or s.reserved <> (select coalesce(sum(m.reserved), 0) from stock_movements m where m.variant_id = s.variant_id)
             union all
             select 'what left the shelf is not what was bought: ' || s.variant_id from stock s
               where (select coalesce(sum(-m.on_hand), 0) from stock_movements m where m.variant_id = s.variant_id and m.reason in ('sold', 'returned'))
                  <> (select coalesce(sum(b.paid), 0) from bought b where b.variant_id = s.variant_id)
             union all
             select 'a customer is counted wrongly: ' || account_id || ' in ' || drop_id from drop_customers c
               full join (select o.drop_id, o.account_id, sum(l.quantity) as units from orders o join order_lines l on l.order_id = o.id
                          where o.state not in ('expired', 'cancelled')
                          group by 1, 2) o using (drop_id, account_id)
               where coalesce(c.units, 0) <> coalesce(o.units, 0)
             union all
             select 'more than one may have: ' || o.account_id || ' in ' || d.id from orders o join order_lines l on l.order_id = o.id join drops d on d.id = o.drop_id
               where o.state not in ('expired', 'cancelled')
               group by d.id, o.account_id having sum(l.quantity) > d.limit_per_customer
             union all
             select 'an order is paid without money: ' || o.id from orders o
               where o.state in ('paid', 'fulfilled', 'delivered', 'refunded', 'partly_refunded')
                 and (select count(*) from payments p where p.order_id = o.id and p.state = 'captured') <> 1
             union all
             select 'an order has not the events of its life: ' || o.id || ' in ' || coalesce(o.drop_id::text, 'no drop')
               from orders o left join (
                 select subject_id, count(*) filter (where kind = 'order.placed') as placed, count(*) filter (where kind = 'order.paid') as paid,
                        count(*) filter (where kind in ('order.expired', 'order.cancelled')) as ended
                 from events group by subject_id) e on e.subject_id = o.id
               where (e.placed, e.paid, e.ended) is distinct from
                     (1::bigint, (o.paid_at is not null)::int::bigint, (o.state in ('expired', 'cancelled'))::int::bigint)
             union all
             select 'more went back than was taken: ' || p.id from payments p
               where (select coalesce(sum(amount_minor), 0) from refunds r where r.payment_id = p.id and r.state <> 'failed') > p.amount_minor
             union all
             select 'the card network took what the shop does not know of: ' || c.id from sandbox_charges c
               where c.state = 'captured'
                 and not exists (select from payments p where 'payment-' || p.id = c.idempotency_key and p.state in ('captured', 'authorised'))",
        );
        books.fetch_all(&self.db).await.expect("cannot read the books")
    }

    /// What nobody will do though the shop has promised it, and what was given up.
    ///
    /// # Panics
    /// If the jobs cannot be read.
    pub async fn lost_jobs(&self) -> Vec<String> {
        let lost = sqlx::query_scalar(
            "with live as (select kind, args from jobs where state in ('available', 'running', 'retryable'))
             select 'nobody sends the mail ' || e.dedupe_key from emails e
               where e.sent_at is null and e.failure is null
                 and e.id::text not in (select args ->> 'email_id' from live where kind = 'notifications.send_email')
             union all
             select 'a paid order has no mail: ' || o.id from orders o
               where o.paid_at is not null and not exists (select from emails e where e.dedupe_key = 'order_paid/' || o.id)
             union all
             select 'nobody looks after the payment ' || p.id from payments p
               where p.state in ('started', 'needs_confirmation', 'authorised')
                 and p.id::text not in (select args ->> 'payment_id' from live where kind = 'payments.resolve')
             union all
             select 'nobody makes the refund ' || r.id from refunds r
               where r.state = 'started' and r.id::text not in (select args ->> 'refund_id' from live where kind = 'payments.resolve_refund')
             union all
             select 'given up: ' || kind || ' ' || errors from jobs where state = 'dead'",
        );
        lost.fetch_all(&self.db).await.expect("cannot read the jobs")
    }

    /// What holds at rest: the network has exactly the money of what customers have.
    ///
    /// # Panics
    /// Unless it does.
    pub async fn assert_money_settled(&self) {
        let (network, orders): (i64, i64) = sqlx::query_as(
            "select (select coalesce(sum(amount_minor - refunded_minor), 0)::bigint from sandbox_charges where state = 'captured'),
                    (select coalesce(sum(p.amount_minor - (select coalesce(sum(r.amount_minor), 0) from refunds r where r.payment_id = p.id and r.state = 'done')), 0)::bigint
                     from payments p join orders o on o.id = p.order_id
                     where p.state = 'captured' and o.state not in ('expired', 'cancelled'))",
        )
        .fetch_one(&self.db)
        .await
        .expect("cannot read the books");
        assert_eq!(network, orders);
        let under_way: i64 =
            sqlx::query_scalar("select count(*) from payments where state in ('started', 'authorised')")
                .fetch_one(&self.db)
                .await
                .expect("cannot read the payments");
        assert_eq!(under_way, 0, "payments without an end");
    }
}
