# What the scripts share. Sourced, not run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
ROOT=$PWD
TARGET=${CARGO_TARGET_DIR:-$ROOT/target}
# Tools outlive `target`; CI keeps them outside the checkout.
TOOLS=${FAIRDROP_TOOLS:-$ROOT/.tools}
DATA=${FAIRDROP_DATA_DIR:-$ROOT/.data}
WASM_BINDGEN_VERSION=0.2.130
export PATH="$TOOLS/bin:$ROOT/node_modules/.bin:$PATH"
# Only `make prepare` asks a database what our queries mean.
export SQLX_OFFLINE=${SQLX_OFFLINE:-true}

say() { printf '\033[1m==>\033[0m %s\n' "$*"; }
fail() { printf '\033[31mfairdrop:\033[0m %s\n' "$*" >&2; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

# Whether somebody listens on a port of this machine.
port_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
# A port that nobody listens on just now, below those that outgoing connections take.
free_port() {
  local port
  until port=$((20000 + RANDOM % 12000)) && ! port_taken "$port"; do :; done
  echo "$port"
}

# Waits up to ten seconds until somebody listens on a port. False if nobody does, or process $2 has ended before.
await_port() {
  for _ in $(seq 100); do
    port_taken "$1" && return
    [ -z "${2:-}" ] || kill -0 "$2" 2>/dev/null || break
    sleep 0.1
  done
  return 1
}

# For whoever serves the shop from $DATA: the port is free, and nobody else uses the data, for whoever ends stops Postgres
# and Redis. What outlives this script must not hold the lock: start it with `9>&-`.
claim() {
  port_taken "$1" && fail "Port $1 is taken. Stop the other program, or set another one, as in FAIRDROP_PORT=3001."
  mkdir -p "$DATA"
  exec 9>"$DATA/lock"
  flock -n 9 && return
  say "Another one uses the data under $DATA. One that is ending takes up to half a minute; waiting"
  flock -w 60 9 || fail "Another one still uses the data under $DATA. Stop it first, or set FAIRDROP_DATA_DIR."
}

# The newest Postgres server on this machine.
postgres_bin() {
  local dir
  dir=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
  [ -n "$dir" ] && [ -x "$dir/initdb" ] || dir=$(pg_config --bindir 2>/dev/null || true)
  [ -n "$dir" ] && [ -x "$dir/initdb" ] && printf '%s' "$dir"
}
