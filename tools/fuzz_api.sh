#!/usr/bin/env bash
# Sends generated requests to the programs' interface, with and without sign-in, and prints how many and what was wrong.
# On PostgreSQL: tools/with_postgresql.sh tools/fuzz_api.sh. More or fewer per operation: SALWA_FUZZ_EXAMPLES=400.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=$PWD/.venv/bin
examples=${SALWA_FUZZ_EXAMPLES:-100}
seed=${SALWA_FUZZ_SEED:-1}
place=$(mktemp -d)
home=$place/home
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
server=
stop() {
  [ -n "$server" ] && kill "$server" 2>/dev/null && wait "$server" 2>/dev/null
  rm -rf "$place"
}
trap stop EXIT
# The allowances must not end the run: what is tested here are the answers.
export SALWA_LOOKUPS_PER_DAY=1000000000 SALWA_SCREENED_ROWS_PER_DAY=1000000000
$bin/salwa init --home "$home" --state KEN --no-input 2>/dev/null
$bin/salwa accounts add --home "$home" --email fuzz@localhost.example --name Fuzz --organisation Tests \
  --role registrar --role tracing_officer --role supervisor >/dev/null 2>&1
token=$($bin/salwa accounts token --home "$home" --email fuzz@localhost.example --name fuzz --days 1 2>/dev/null)
$bin/salwa serve --home "$home" --port "$port" --workers 1 2>"$place/log" &
server=$!
address=http://127.0.0.1:$port/api/v1/openapi.json
failed=0
run() {
  local name=$1
  shift
  (cd "$place" && $bin/schemathesis run "$address" --wait-for-schema 60 --continue-on-failure --no-shrink \
    --seed "$seed" -n "$examples" "$@" >"$place/$name.txt" 2>&1) || failed=1
  echo "$name: $(grep -E '^ +[0-9,]+ generated' "$place/$name.txt" | head -1 | sed 's/^ *//')"
  grep -A100 'FAILURES ==' "$place/$name.txt" || true
}
run "with sign-in" -H "Authorization: Bearer $token"
run "without sign-in" --exclude-checks positive_data_acceptance
echo "faults in the log of the server: $(grep -c ' fault ' "$place/log" || true)"
exit $failed
