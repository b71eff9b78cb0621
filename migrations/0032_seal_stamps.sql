-- Time stamps of seals (RFC 3161), by a service that is not the shop's: that a seal was there before the beacon's round. They
-- come some seconds after the seal, or never, and the draw does not wait for them: hence a table of their own.
create table seal_stamps (
    draw_id     uuid primary key references draws (id),
    -- the service's whole answer (TimeStampResp, DER) as it came
    reply       bytea not null check (length(reply) between 1 and 65536),
    -- the time that it tells
    stamped_at  timestamptz not null,
    -- the service's host, as it was configured
    service     text not null
);
create trigger seal_stamps_fixed before update or delete on seal_stamps for each row execute function refuse_change();
