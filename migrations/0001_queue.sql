-- Background jobs (crates/queue). Rows are written in the transaction that causes the job, claimed by workers with
-- `for update skip locked`, and worked outside any transaction. All times come from this server's clock, so that
-- machines with differing clocks agree about what is due and who has fallen silent.

create type job_state as enum (
    'available',  -- waits for run_at, has no failed attempt behind it (or was snoozed or released)
    'running',    -- claimed by a worker that renews heartbeat_at
    'retryable',  -- failed, and runs again at run_at
    'completed',  -- done; pruned after a day
    'cancelled',  -- given up on purpose, by the job itself or by staff; pruned after a day
    'dead'        -- a dead letter: out of attempts; kept until staff retry or discard it
);

create table jobs (
    id           bigint generated always as identity primary key,
    kind         text        not null,
    args         jsonb       not null,
    -- 0 urgent, 1 high, 2 normal, 3 low. Few levels, because a claim looks at each level in turn.
    priority     smallint    not null default 2 check (priority between 0 and 3),
    state        job_state   not null default 'available',
    -- Not before this moment. A retry stores its backoff here, so that it survives a restart.
    run_at       timestamptz not null default now(),
    -- Attempts begun. With the worker's name it tells a worker that lost its claim that the row is no longer its own.
    attempt      smallint    not null default 0 check (attempt >= 0),
    max_attempts smallint    not null default 3 check (max_attempts > 0),
    attempted_at timestamptz,
    -- Renewed every 5 s while the job runs; 15 s of silence and another worker rescues the job.
    heartbeat_at timestamptz,
    -- Who has it, or had it last: name/process/random.
    worker       text,
    -- [{attempt, at, error}], oldest first.
    errors       jsonb       not null default '[]',
    -- At most one live job of a kind has this key; see jobs_unique.
    unique_key   text,
    created_at   timestamptz not null default now(),
    finished_at  timestamptz,
    constraint jobs_running_has_worker check (state <> 'running' or (worker is not null and heartbeat_at is not null)),
    constraint jobs_finished_at_when_finished
        check ((finished_at is not null) = (state in ('completed', 'cancelled', 'dead')))
) with (
    -- Every row is updated twice within seconds: leave room for the new versions beside the old ones, and vacuum by
    -- the number of dead rows, not by the share of a table that is mostly history.
    fillfactor = 70,
    autovacuum_vacuum_scale_factor = 0.01,
    autovacuum_vacuum_threshold = 2000,
    autovacuum_analyze_scale_factor = 0.05
);

-- The claim: per priority, the earliest due. Finished jobs, the great mass, are not in it.
create index jobs_due on jobs (priority, run_at, id) where state in ('available', 'retryable');

-- The rescue of jobs whose worker fell silent. heartbeat_at itself stays unindexed, which keeps a heartbeat cheap.
create index jobs_running on jobs (id) where state = 'running';

-- Prune, the list of dead letters, counts.
create index jobs_finished on jobs (state, finished_at) where finished_at is not null;

-- A duplicate is skipped by `on conflict do nothing`, which never aborts the transaction of the caller. A running job
-- counts as live: otherwise its retry could collide with a newer twin.
create unique index jobs_unique on jobs (kind, unique_key)
    where unique_key is not null and state in ('available', 'running', 'retryable');

-- One row per tick of a schedule. Whoever inserts the row enqueues the job in the same statement; all others find it
-- there, now and after a restart. Old ticks are pruned, the latest of each schedule stays.
create table job_ticks (
    schedule text        not null,
    at       timestamptz not null,
    primary key (schedule, at)
);
