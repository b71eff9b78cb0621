use crate::TestShop;

impl TestShop {
    /// What holds at every commit: units, stock, customers, orders and money agree.
    ///
    /// # Panics
    /// Unless they do.
    pub async fn assert_balanced(&self) {
        let broken: Vec<String> = sqlx::query_scalar(
            "select 'units of a drop differ from its orders: ' || v.drop_id from drop_variants v
               where v.held <> (select coalesce(sum(l.quantity), 0) from order_lines l join orders o on o.id = l.order_id
                                where o.drop_id = v.drop_id and l.variant_id = v.variant_id and o.state = 'pending_payment')
                  or v.paid <> (select coalesce(sum(l.quantity), 0) from order_lines l join orders o on o.id = l.order_id
                                where o.drop_id = v.drop_id and l.variant_id = v.variant_id
                                  and o.state in ('paid', 'fulfilled', 'delivered', 'refunded', 'partly_refunded'))
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
             select 'a customer is counted wrongly: ' || c.account_id from drop_customers c
               where c.units <> (select coalesce(sum(l.quantity), 0) from order_lines l join orders o on o.id = l.order_id
                                 where o.drop_id = c.drop_id and o.account_id = c.account_id
                                   and o.state not in ('expired', 'cancelled'))
             union all
             select 'an order is paid without money: ' || o.id from orders o
               where o.state in ('paid', 'fulfilled', 'delivered', 'refunded', 'partly_refunded')
                 and (select count(*) from payments p where p.order_id = o.id and p.state = 'captured') <> 1
             union all
             select 'more went back than was taken: ' || p.id from payments p
               where (select coalesce(sum(amount_minor), 0) from refunds r where r.payment_id = p.id and r.state <> 'failed') > p.amount_minor
             union all
             select 'the card network took what the shop does not know of: ' || c.id from sandbox_charges c
               where c.state = 'captured' and not exists (select from payments p where 'payment-' || p.id = c.idempotency_key and p.state in ('captured', 'authorised'))",
        )
        .fetch_all(&self.db)
        .await
        .expect("cannot read the books");
        assert_eq!(broken, Vec::<String>::new());
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
