#!/usr/bin/env bash
# Search and import side by side with the peers, the exchange beside its bare cryptography; ratios in one run. RECORDS="1e6 1e7" chooses the sizes of the register.
set -euo pipefail
cd "$(dirname "$0")/.."
bash tools/apt.sh default-jdk-headless liblucene8-java postgresql postgresql-contrib
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
for records in ${RECORDS:-1e6 1e7}; do
  .venv/bin/python -m benchmarks.run --records "$records"
  .venv/bin/python -m benchmarks.cold --records "$records"
  .venv/bin/python -m benchmarks.sureness --records "$records"
  .venv/bin/python -m benchmarks.bulk --records "$records"
done
.venv/bin/python -m benchmarks.imports --rows 200000
.venv/bin/python -m benchmarks.exchange --messages 2000
