-- Ten thousand orders a second are written one batch after the other, and each index of theirs makes every batch longer
-- (docs/decisions/0006). Orders of one drop, and lines of one variant, lie side by side as they came: the ranges of
-- their blocks tell as well where they are, and cost a fifth.
drop index orders_by_drop;
drop index orders_by_age;
create index orders_by_age on orders using brin (created_at, drop_id) with (autosummarize = on);
drop index order_lines_by_variant;
create index order_lines_by_variant on order_lines using brin (variant_id) with (autosummarize = on);
-- Events are read in the order of their ids; nobody asks for those of one subject.
drop index events_by_subject;
