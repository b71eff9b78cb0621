#!/usr/bin/env python3
"""Checks a published draw by the fair-draw protocol, version 1, with Python's standard library alone:
python3 verify.py record.json entries.csv [allocations.csv]
Left out: the two signature schemes, Ed25519 (the signed seal) and BLS12-381 (the beacon's own signature)."""
import calendar, hashlib, hmac, json, re, sys, time, uuid
KEYS = "version draw_id rules rules_hash commitment entries_count entries_root seal sealed_at sealed_signature witness beacon server_seed seed winners state reason"
CHAIN, GENESIS, PERIOD = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971", 1692803367, 3  # quicknet
sha = lambda *parts: hashlib.sha256(b"".join(parts)).digest()
mac = lambda key, *parts: hmac.new(key, b"".join(parts), hashlib.sha256).digest()
u32, u64 = lambda n: n.to_bytes(4, "big"), lambda n: n.to_bytes(8, "big")
lp = lambda text: u32(len(text)) + text.encode("ascii")
def need(holds, what, value=None):
    if not holds:
        raise ValueError(what)
    return value
def passed(number, what, holds):
    print("%2d passed  %s" % (number, need(holds, what, what)))
# What is read has one spelling alone.
name = lambda key: str(uuid.UUID(bytes=key))
ident = lambda text: need(name(uuid.UUID(text).bytes) == text, "not an id: " + text, uuid.UUID(text).bytes)
unhex = lambda text: need(bytes.fromhex(text).hex() == text, "not hex: " + text, bytes.fromhex(text))
natural = lambda text: need(str(int(text)) == text and 0 <= int(text) < 2 ** 53, "not a number: " + text, int(text))
once = lambda pairs: need(len(dict(pairs)) == len(pairs), "a key appears twice", dict(pairs))
def rows(path, header):
    text = open(path, encoding="ascii", newline="").read()
    need(text.startswith(header + "\n") and text.endswith("\n"), path + " lacks its header or its end")
    return [line.split(",") for line in text.split("\n")[1:-1]]
def head(leaves):  # RFC 6962
    if len(leaves) < 2:
        return leaves[0] if leaves else sha()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return sha(b"\1", head(leaves[:half]), head(leaves[half:]))
def seconds(text):
    return calendar.timegm(time.strptime(text[:19], "%Y-%m-%dT%H:%M:%S")) + float("0" + text[19:-1])

def log(path, record, ranking, previous):  # the table of section 5
    rules, last, seats, over = record["rules"], 0, {pool: {} for pool in ranking}, set()
    for count, (seq, at, kind, pool, rank, entry, digest) in enumerate(rows(path, "seq,at,kind,pool,rank,entry_id,hash"), 1):
        seq, at, rank, seat, places = natural(seq), natural(at), natural(rank), seats[pool], ranking[pool]
        previous = sha(b"fairdrop/v1/allocation", previous, u64(seq), u64(at), lp(kind), lp(pool), u32(rank), ident(entry))
        need(seq == count and at >= last and previous.hex() == digest and pool not in over, "row %d of the log" % count)
        state, deadline = seat.get(rank, ("", 0))
        full = sum(s in ("open", "paid", "written_off") for s, _ in seat.values()) == rules["pools"][pool]
        lowest = next(n for n in range(1, len(places) + 2) if n not in seat)
        who = name(places[rank - 1][1] if rank else bytes(16))
        legal, then = {
            "offered": (rank == lowest and not full, "open"), "declined": (state == "open", state),
            "paid": (state == "open" and at <= deadline, "paid"), "claimed": (state == "open" and at <= deadline, "paid"),
            "expired": (state == "open" and at >= deadline, "lapsed"), "withdrawn": (state in ("open", ""), "lapsed"),
            "refunded": (state == "paid", "refunded"), "written_off": (state == "refunded" and not full, "written_off"),
            "settled": (rank == 0 and "open" not in [s for s, _ in seat.values()] and (full or lowest > len(places)), ""),
        }[kind]
        need(legal and who == entry and (rank > 0) == (kind != "settled"), "row %d of the log" % count)
        last, deadline = at, at + rules["payment_window_minutes"] * 60000 if kind == "offered" else deadline
        over.add(pool) if kind == "settled" else seat.update({rank: (then, deadline)})
    passed(10, "the units went down the ranking", record["state"] != "settled" or len(over) == len(ranking))

def main(path, entries_path, log_path=None):
    record = json.load(open(path, encoding="utf-8"), object_pairs_hook=once, parse_int=natural, parse_float=natural)
    rules, draw, named = record["rules"], ident(record["draw_id"]), record["rules"]["beacon"]
    passed(1, "the record is complete", all(key in record for key in KEYS.split()) and record["version"] == rules["version"] == 1
           and record["state"] in ("drawn", "settled") and record["reason"] is None and record["sealed_signature"])
    canonical, secret = json.dumps(rules, sort_keys=True, separators=(",", ":")), unhex(record["server_seed"])
    need(not re.search(r"[\\\x7f]", canonical), "the rules have characters that are not allowed")
    rules_hash = sha(canonical.encode("ascii"))
    ours = rules_hash.hex() == record["rules_hash"] and rules["draw_id"] == record["draw_id"]
    passed(2, "the rules are those that were hashed, and of this draw", ours)
    passed(3, "the seed is the one committed to", sha(b"fairdrop/v1/commitment", draw, rules_hash, secret).hex() == record["commitment"])
    entries = []
    for entry, pool, weight, note in rows(entries_path, "entry_id,pool,weight,note"):
        key, w = ident(entry), natural(weight)
        need((not entries or key > entries[-1][0]) and pool in rules["pools"] and w <= min(rules["max_weight"], 10) and (w == 0) == (note != "")
             and re.fullmatch("[A-Za-z0-9 ._/-]{1,64}", pool) and re.fullmatch("[a-z0-9_:]{0,40}", note), "entry " + entry)
        entries.append((key, pool, w, sha(b"\0fairdrop/v1/entry", draw, key, lp(pool), u32(w), lp(note))))
    passed(4, "the entries are in order and keep to the rules", len(entries) == record["entries_count"])
    passed(5, "the entries are those that were sealed", head([leaf for *_, leaf in entries]).hex() == record["entries_root"])
    seal = sha(b"fairdrop/v1/seal", draw, rules_hash, unhex(record["commitment"]), u64(len(entries)), unhex(record["entries_root"]))
    passed(6, "the seal binds draw, rules, commitment and entries", seal.hex() == record["seal"])
    beacon, b = record["beacon"], b"\0"
    if beacon:
        need({k: beacon[k] for k in ("chain_hash", "round")} == named and named["chain_hash"] == CHAIN, "another round or chain")
        due, earliest = GENESIS + (named["round"] - 1) * PERIOD, seconds(rules["freezes_at"]) + max(60, rules["beacon_margin_seconds"])
        need(due >= earliest and record["sealed_at"] < due * 1000, "the round was due too early")
        need(sha(unhex(beacon["signature"])).hex() == beacon["randomness"], "the randomness is not the signature's hash")
        b = b"\1" + unhex(beacon["chain_hash"]) + u64(beacon["round"]) + unhex(beacon["randomness"])
    passed(7, "the beacon is what the rules name" if named else "no beacon, as in the rules", (beacon is None) == (named is None))
    seed = mac(secret, b"fairdrop/v1/seed", seal, b)
    passed(8, "the seed follows from secret, seal and beacon", seed.hex() == record["seed"])
    tickets = [(pool, min(mac(seed, key, u32(i)) for i in range(w)), key) for key, pool, w, _ in entries if w]
    ranking = {pool: sorted(t[1:] for t in tickets if t[0] == pool) for pool in sorted(rules["pools"])}
    winners = [{"pool": pool, "rank": n, "entry_id": name(key), "ticket": ticket.hex()}
               for pool, ranked in ranking.items() for n, (ticket, key) in enumerate(ranked[:rules["pools"][pool]], 1)]
    passed(9, "the winners are the first of the ranking", winners == record["winners"])
    log(log_path, record, ranking, seed) if log_path else print("10 not checked: no allocations.csv was given")
    print("11 not checked: compare the seal with the mail that you kept:", record["seal"], "\nACCEPTED, but for the two signatures.")

try:
    main(*sys.argv[1:])
except Exception as why:
    sys.exit("REFUSED: %s" % (why or type(why).__name__))
