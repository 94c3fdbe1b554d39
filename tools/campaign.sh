#!/usr/bin/env bash
# Every assurance campaign at its large size, one after another; hours. Each prints its figures; all are run, and the
# exit code is 1 when one of them found something.
# ONLY="crash disk" runs some of them.
set -uo pipefail
cd "$(dirname "$0")/.."
bash tools/apt.sh git postgresql postgresql-client chromium libatomic1 fonts-noto-core fonts-noto-cjk libreoffice-calc \
  poppler-utils strace || exit 1
bash tools/apt.sh chromium-headless-shell || echo 'Without it the browser takes a little longer.'

# One line each: name, then the engine (sqlite or postgresql: with SALWA_DATABASE_URL of a server of its own), then the
# module below tests/assurance without _campaign (or the whole name of a module), and its words.
list() {
  cat <<'LIST'
audit      sqlite      audit --entries 1000000 --flips 100000
audit      postgresql  audit --entries 1000000 --flips 100000
bidi       sqlite      bidi 1000
offline    sqlite      offline --points 1000
restore    sqlite      restore --records 1000000
crash      sqlite      crash --points 2000
crash      postgresql  crash --points 2000
fsync      sqlite      fsync --engine sqlite --acks 10000
fsync      sqlite      fsync --engine postgresql --acks 10000
disk       sqlite      disk --engine sqlite --points 1000
disk       sqlite      disk --engine postgresql --points 100
restart    sqlite      restart --restarts 50
load       sqlite      load --minutes 60
load       postgresql  load --minutes 60
races      sqlite      races --races 1000
races      postgresql  races --races 1000
custody    sqlite      custody --steps 10000
custody    postgresql  custody --steps 10000
envelope   sqlite      envelope --flips 1000000
exchange   sqlite      tests.two_instances.campaign --messages 10000 --partitions 50 --kills 50 --longest-partition 60
exchange   postgresql  tests.two_instances.campaign --messages 10000 --partitions 50 --kills 50 --longest-partition 60
gate       sqlite      gate --seeds 20
swaps      sqlite      swaps --identifiers 12
entries    sqlite      entries
evidence   sqlite      evidence --bundles 1000
texts      sqlite      texts --texts 200000
log        sqlite      log
log        postgresql  log
network    sqlite      network
barriers   sqlite      barriers
LIST
}

failed=()
while read -r name engine module words; do
  [ -n "${ONLY:-}" ] && [[ " $ONLY " != *" $name "* ]] && continue
  with=()
  [ "$engine" = postgresql ] && with=(bash tools/with_postgresql.sh)
  printf '\n== %s on %s: %s\n' "$name" "$engine" "$words"
  [[ "$module" == *.* ]] || module="tests.assurance.${module}_campaign"
  # shellcheck disable=SC2086 - the words of a line are words
  env PYTHONPATH=src:. ${with[@]+"${with[@]}"} .venv/bin/python -m "$module" $words </dev/null ||
    failed+=("$name on $engine")
done < <(list)
if [ ${#failed[@]} -gt 0 ]; then
  printf '\n== found something: %s\n' "$(IFS=,; echo "${failed[*]}")"
  exit 1
fi
printf '\n== every campaign passed\n'
