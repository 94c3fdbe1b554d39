#!/usr/bin/env bash
# Every check, in the order that fails soonest. A part that cannot be set up is a failure, never a skip.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
# Hundreds of processes start in the tests; compiling every module again each time would cost minutes.
unset PYTHONDONTWRITEBYTECODE
started=$(date +%s)
# Tests wait for the disk thousands of times: where memory has room for it, their temporary files lie there.
if [ "$(df --output=avail -k /dev/shm 2>/dev/null | tail -1 || echo 0)" -gt 6000000 ]; then
  TMPDIR=$(mktemp -d /dev/shm/salwa-check-XXXXXX)
  chmod 711 "$TMPDIR"
  export TMPDIR
  trap 'rm -rf "$TMPDIR"' EXIT
fi
step() { printf '\n== %s (%s s)\n' "$1" "$(($(date +%s) - started))"; }

step "Debian packages the tests need"
# libatomic1: the driver of the browser tests needs it and a bare Debian lacks it.
bash tools/apt.sh git postgresql postgresql-client chromium libatomic1 fonts-noto-core fonts-noto-cjk libreoffice-calc \
  poppler-utils strace
bash tools/apt.sh chromium-headless-shell || echo 'Without it the journeys take a little longer.'

step "lint"
$bin/ruff check .
$bin/ruff format --check .

step "types"
$bin/mypy

step "catalogues"
$bin/salwa translations check

step "unit and architecture tests on SQLite"
$bin/pytest -n 2 --dist worksteal tests -m "not browser"

step "the same on PostgreSQL"
# Three runners on two cores, here and below: one or the other waits for the database or the browser.
bash tools/with_postgresql.sh $bin/pytest -n 3 --dist worksteal tests -m "not browser and not one_engine"

step "browser journeys"
$bin/pytest -n 3 --maxschedchunk 1 tests/journeys tests/assurance -m browser

step "done"
