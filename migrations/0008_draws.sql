-- Ed25519 keys that sign seals and receipts. Rotated by adding one; old public keys stay published.
create table signing_keys (
    public_key          bytea primary key check (length(public_key) = 32),
    -- AES-256-GCM under the shop's secret: nonce || ciphertext
    private_key_sealed  bytea not null,
    created_at          timestamptz not null default now(),
    retired_at          timestamptz
);

create table draws (
    id                  uuid primary key,
    drop_id             uuid not null constraint draws_drop_key unique references drops (id),
    state               text not null default 'open' check (state in ('open', 'sealed', 'drawn', 'settled', 'cancelled', 'void')),
    -- canonical JSON, byte for byte what was hashed
    rules               text not null,
    rules_hash          bytea not null,
    commitment          bytea not null,
    -- AES-256-GCM under the shop's secret until the reveal
    server_seed_sealed  bytea not null,
    opened_at           timestamptz not null default now(),
    freezes_at          timestamptz not null,
    entries_count       bigint,
    entries_root        bytea,
    seal                bytea,
    sealed_at           timestamptz,
    sealed_signature    bytea,
    server_seed         bytea,
    seed                bytea,
    drawn_at            timestamptz,
    reason              text
);
create index draws_to_freeze on draws (freezes_at) where state = 'open';
create index draws_by_age on draws (opened_at desc);

-- What was promised at the opening, and what was sealed, stays.
create function refuse_broken_promise() returns trigger language plpgsql as $$
begin
    if (new.id, new.drop_id, new.rules, new.rules_hash, new.commitment, new.server_seed_sealed, new.freezes_at)
        is distinct from (old.id, old.drop_id, old.rules, old.rules_hash, old.commitment, old.server_seed_sealed, old.freezes_at) then
        raise exception 'the rules of a draw cannot change after opening' using errcode = 'restrict_violation', constraint = 'draws_rules_fixed';
    end if;
    if old.seal is not null and (new.entries_count, new.entries_root, new.seal, new.sealed_at, new.sealed_signature)
        is distinct from (old.entries_count, old.entries_root, old.seal, old.sealed_at, old.sealed_signature) then
        raise exception 'a seal cannot change' using errcode = 'restrict_violation', constraint = 'draws_seal_fixed';
    end if;
    if old.seed is not null and (new.seed, new.server_seed) is distinct from (old.seed, old.server_seed) then
        raise exception 'nobody draws again' using errcode = 'restrict_violation', constraint = 'draws_seed_fixed';
    end if;
    return new;
end $$;
create trigger draws_promise before update on draws for each row execute function refuse_broken_promise();

create table entries (
    -- 16 random bytes, not time-ordered, so that it says nothing
    id               uuid primary key,
    draw_id          uuid not null references draws (id),
    -- null once the person was erased: the entry and its proof stay
    account_id       uuid references accounts (id),
    variant_id       uuid not null references variants (id),
    pool             text not null,
    weight           int not null default 1 check (weight between 0 and 10),
    -- empty, or why the weight is 0
    note             text not null default '' check (note ~ '^[a-z0-9_:]{0,40}$'),
    -- 1, or 2 after a withdrawal
    attempt          smallint not null default 1 check (attempt in (1, 2)),
    leaf             bytea not null,
    idempotency_key  text not null check (length(idempotency_key) between 1 and 200),
    request_digest   bytea not null,
    entered_at       timestamptz not null default now(),
    withdrawn_at     timestamptz,
    -- place in the sealed list, from 0
    position         bigint,
    -- place in the ranking of the pool, from 1; null with weight 0
    rank             bigint,
    ticket           bytea,
    check ((weight = 0) = (note <> '')),
    constraint entries_attempt_key unique (draw_id, account_id, attempt),
    constraint entries_idempotency_key unique (account_id, idempotency_key)
);
-- One person, one standing entry per draw.
create unique index entries_one_standing on entries (draw_id, account_id) where note = '';
create index entries_in_order on entries (draw_id, id);
create index entries_by_account on entries (account_id, entered_at desc);
create unique index entries_by_rank on entries (draw_id, pool, rank) where rank is not null;

-- A winner's right to pay until a time. Its order holds the unit.
create table offers (
    draw_id     uuid not null references draws (id),
    pool        text not null,
    rank        bigint not null check (rank > 0),
    entry_id    uuid not null constraint offers_entry_key unique references entries (id),
    order_id    uuid not null constraint offers_order_key unique references orders (id),
    state       text not null default 'open' check (state in ('open', 'paid', 'expired', 'withdrawn', 'refunded')),
    offered_at  timestamptz not null default now(),
    expires_at  timestamptz not null,
    primary key (draw_id, pool, rank)
);

-- The public register of openings, seals, results and cancellations: hash-chained, append-only, no gaps.
create table register (
    seq      bigint primary key check (seq > 0),
    -- milliseconds since 1970: what is hashed
    at_ms    bigint not null,
    draw_id  uuid not null references draws (id),
    kind     text not null check (kind in ('opened', 'sealed', 'drawn', 'cancelled', 'void')),
    digest   bytea not null check (length(digest) = 32),
    hash     bytea not null unique check (length(hash) = 32),
    unique (draw_id, kind)
);
create trigger register_append_only before update or delete on register
    for each row execute function refuse_change();
