#!/usr/bin/env bash
# Builds .venv and the front-end parts. Needs Python 3.11 or newer; Node comes from PyPI when none is there.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
  bash tools/apt.sh python3-venv
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "Salwa needs Python 3.11 or newer; $python is $("$python" --version)." >&2
  exit 1
fi
[ -x .venv/bin/python ] || "$python" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
bash tools/frontend.sh
.venv/bin/salwa translations compile
