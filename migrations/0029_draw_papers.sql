-- The certificate and the evidence pack of a draw: where the latest of each is kept. The files are made anew from the public
-- record by jobs, so that losing one loses nothing.
create table draw_papers (
    draw_id   uuid not null references draws (id),
    kind      text not null check (kind in ('certificate', 'evidence')),
    -- how far the draw had come, and how many rows its allocation log had: what the paper tells goes so far
    state     text not null check (state in ('drawn', 'settled')),
    log_rows  bigint not null check (log_rows >= 0),
    -- in the storage
    key       text not null,
    bytes     bigint not null check (bytes > 0),
    made_at   timestamptz not null,
    primary key (draw_id, kind)
);
