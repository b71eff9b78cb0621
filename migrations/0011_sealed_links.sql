-- A link that lets its holder confirm an address or set a password is a secret: the stored mail has a placeholder in
-- its place, and the link lies beside it, sealed under FAIRDROP_SECRET. Staff read mails; they must not find keys in them.
alter table emails add column sealed_link bytea;
