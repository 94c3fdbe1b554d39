#!/usr/bin/env bash
# Runs a command with SALWA_DATABASE_URL pointing at a PostgreSQL cluster of its own, removed afterwards.
set -euo pipefail
version=$(ls /usr/lib/postgresql | sort -n | tail -1)
programs=/usr/lib/postgresql/$version/bin
place=$(mktemp -d)
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
as_owner=()
if [ "$(id -u)" -eq 0 ]; then
  chown postgres "$place"
  as_owner=(setpriv --reuid=postgres --regid=postgres --clear-groups)
fi
stop() {
  "${as_owner[@]}" "$programs/pg_ctl" -D "$place/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$place"
}
trap stop EXIT
(cd "$place" && "${as_owner[@]}" "$programs/initdb" -D "$place/data" -U salwa -A trust --locale=C.UTF-8 >/dev/null)
# 300 connections: two runners of tests, each with 64 clients at once and databases of its own.
(cd "$place" && "${as_owner[@]}" "$programs/pg_ctl" -D "$place/data" -w -l "$place/log" \
  -o "-p $port -k $place -c listen_addresses=127.0.0.1 -c max_connections=300" start >/dev/null)
export SALWA_DATABASE_URL="postgresql://salwa@127.0.0.1:$port/postgres"
"$@"
