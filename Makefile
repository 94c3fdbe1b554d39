# Salwa: `make demo` shows it, `make check` proves it. `make help` lists the rest.
.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 8001
BIN := .venv/bin
STAMP := .venv/.ready

.PHONY: help setup demo check campaign lint types test bench messages sbom lock clean

help: ## List the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

setup: $(STAMP) ## Build .venv with everything; .venv/bin/salwa is the command

$(STAMP): pyproject.toml requirements/run.txt requirements/dev.txt package.json package-lock.json tools/setup.sh
	@PYTHON=$(PYTHON) bash tools/setup.sh
	@touch $@

demo: setup ## Load the demo, start two States and the secretariat, print sign-ins (PORT=8101 for other ports)
	@$(BIN)/salwa demo --port $(PORT)

check: setup ## Lint, types, unit, PostgreSQL, browser and architecture tests
	@bash tools/check.sh

campaign: setup ## Every assurance campaign at full size, for hours (ONLY="crash disk" for some)
	@bash tools/campaign.sh

lint: setup ## Lint and format rules only
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: setup ## Type rules only
	@$(BIN)/mypy

test: setup ## Unit tests on SQLite only (quick)
	@$(BIN)/pytest -n 2 tests -m "not browser"

bench: setup ## Measure the search and the import against the peers in one run
	@bash tools/bench.sh

messages: setup ## Bring the six catalogues up to date with the source texts
	@$(BIN)/salwa translations update

sbom: setup ## Write what Salwa is made of (CycloneDX) to artefacts/sbom.cdx.json
	@$(BIN)/python tools/sbom.py artefacts/sbom.cdx.json

lock: ## Renew the locks (needs uv); hashes only, no addresses
	@bash tools/lock.sh

clean: ## Remove what was built
	rm -rf .venv node_modules var artefacts
