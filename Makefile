# Two commands do everything on a machine with git, Python 3.11 and make:
#   make serve   installs what Puente needs, builds the pages and serves on PORT (8000)
#   make test    installs what the tests need and runs all of them
# A target runs only what changed since it last ran.

SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PORT ?= 8000
export PORT
# Node where the machine has a recent one, else the one from the lock file.
NODE_OK := $(shell node -e 'process.exit(+(parseInt(process.versions.node) < 20))' 2>/dev/null && npm --version >/dev/null 2>&1 && echo yes)
NODE_STAMP := $(if $(NODE_OK),,.venv/node.stamp)
WITH_NODE := PATH="$(if $(NODE_OK),,$(CURDIR)/$(BIN):)$$PATH"

.PHONY: serve test check load build packages format machine clean help
.DEFAULT_GOAL := help

help:
	@echo "make serve   install, build and serve on PORT ($(PORT))"
	@echo "make test    install and run every test"
	@echo "make check   the quick checks: format, lint, types, house, laws, scripts"
	@echo "make load    list the benchmarks; make load BENCH=name runs one"
	@echo "make format  format the Python code"
	@echo "make clean   remove what was installed and built; data/ stays"

serve: .venv/runtime.stamp build
	@exec $(BIN)/puente serve

build: .venv/runtime.stamp $(NODE_STAMP) web/node_modules/.runtime.stamp
	@cd web && $(WITH_NODE) node build.mjs

# What others have written and Puente is built with. Needs the lock files alone, so that a container's build can keep it.
packages: .venv/packages.stamp $(NODE_STAMP) web/node_modules/.runtime.stamp

check: .venv/dev.stamp web/node_modules/.dev.stamp build
	$(BIN)/ruff format --check rooms server tests
	$(BIN)/ruff check rooms server tests
	$(BIN)/mypy
	cd web && $(WITH_NODE) npx --no-install tsc --noEmit
	cd web && $(WITH_NODE) npx --no-install vitest run
	$(BIN)/python -m pytest tests/test_house.py tests/rooms

# A browser wants both cores of a small machine. Of everything else two run beside each other: half of them wait for something.
test: machine check .venv/load.stamp
	$(BIN)/python -m pytest -m "not browser" -n 2 --dist worksteal --ignore=tests/rooms --ignore=tests/test_house.py
	$(BIN)/python -m pytest -m browser

load: .venv/load.stamp build
	@$(BIN)/python -m tests.load $(BENCH)

format: .venv/dev.stamp
	$(BIN)/ruff format rooms server tests
	$(BIN)/ruff check --fix rooms server tests

# What the tests need from the machine itself: a browser.
machine:
	@bash tests/machine.sh

clean:
	rm -rf .venv web/node_modules web/dist

.venv/python.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Puente needs Python 3.11 or newer; '$(PYTHON)' is older. Set PYTHON=..." >&2; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/packages.stamp: .venv/python.stamp requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.venv/runtime.stamp: .venv/packages.stamp pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev.stamp: .venv/runtime.stamp requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

# What the benchmarks compare with.
.venv/load.stamp: .venv/dev.stamp requirements-load.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-load.lock
	@touch $@

.venv/node.stamp: .venv/python.stamp requirements-node.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-node.lock
	@touch $@

# npm ci removes node_modules and the stamps in it, so the last kind installed is the one that is stamped.
web/node_modules/.runtime.stamp: web/package-lock.json | $(NODE_STAMP)
	cd web && $(WITH_NODE) npm ci --omit=dev --no-audit --no-fund --loglevel=error
	@touch $@

web/node_modules/.dev.stamp: web/package-lock.json | $(NODE_STAMP)
	cd web && $(WITH_NODE) npm ci --no-audit --no-fund --loglevel=error
	@touch web/node_modules/.runtime.stamp $@
