-- The beacon round that a draw's rules name, and the network's signature of it once it is there. Its randomness is the
-- SHA-256 of the signature, so it is not kept beside it.
alter table draws
    add column beacon_round bigint check (beacon_round > 0),
    -- a compressed point of BLS12-381 G1; null until the round has come and was verified
    add column beacon_signature bytea check (length(beacon_signature) = 48),
    add constraint draws_beacon_named check (beacon_signature is null or (beacon_round is not null and seal is not null)),
    add constraint draws_beacon_drawn check (state not in ('drawn', 'settled') or (beacon_round is null) = (beacon_signature is null));

-- There is no second choice of a round, and no second signature of one.
create function refuse_second_round() returns trigger language plpgsql as $$
begin
    if new.beacon_round is distinct from old.beacon_round
        or (old.beacon_signature is not null and new.beacon_signature is distinct from old.beacon_signature) then
        raise exception 'the beacon of a draw cannot change' using errcode = 'restrict_violation', constraint = 'draws_beacon_fixed';
    end if;
    return new;
end $$;
create trigger draws_beacon before update on draws for each row execute function refuse_second_round();
