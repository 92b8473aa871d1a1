# What people and machines do with a checkout. Needs make and Python 3.11+; Node comes from PyPI, Git is not asked for.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
NODE := $(BIN)/python tools/node.py
STAMP := .venv/.installed
WORKERS ?= 2
INSTALLED_FROM := $(wildcard pyproject.toml constraints.txt hatch_build.py ui/*.* ui/.npmrc) \
	$(shell find ui/src ui/public -type f 2>/dev/null)

.PHONY: help install run test test-postgres15 check fix chaos bench docs clean
help:                  ## say what can be made
	@sed -n 's/^\([a-z]*\):.*## /\1: /p' Makefile

install: $(STAMP)      ## make .venv, install Trunkline into it and build the web app; cheap when nothing changed
$(STAMP): $(INSTALLED_FROM)
	@test -n "$(PYTHON)" || { echo 'Trunkline needs Python 3.11 or newer: install it, or run make PYTHON=/path/to/python3'; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv || { \
		echo 'Python cannot make a virtual environment: on Debian and Ubuntu, apt-get install python3-venv'; rm -rf .venv; exit 1; }
	@$(BIN)/pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

run: install           ## start everything on this machine: database, web app, worker, demo
	@exec $(BIN)/trunkline dev

test: install ui/node_modules/.dev   ## run every test but the long ones
	@began=$$(date +%s); chromium=$$($(BIN)/python tools/chromium.py) || exit 1; \
	$(NODE) npm run test --silent && CHROMIUM=$$chromium $(BIN)/pytest -n $(WORKERS) -m 'not long'; result=$$?; \
	echo "make test took $$(( $$(date +%s) - began )) s"; exit $$result

PG15 := /usr/lib/postgresql/15/bin
test-postgres15: install   ## run the integration tests on PostgreSQL 15, where Debian's package is installed
	@test -x $(PG15)/postgres || { echo 'PostgreSQL 15 is not installed: apt-get install postgresql-15'; exit 1; }
	TRUNKLINE_TEST_PG_BIN=$(PG15) $(BIN)/pytest -q -n $(WORKERS) tests/integration

ui/node_modules/.dev: ui/package-lock.json | $(STAMP)
	@$(NODE) npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

check: install ui/node_modules/.dev   ## every gate that needs no database: style, types, imports, sizes, web app, unit tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/python tools/file_sizes.py
	$(NODE) npm run lint --silent
	$(NODE) npm run typecheck --silent
	$(NODE) npm run test --silent
	$(BIN)/pytest -q -n $(WORKERS) tests/unit

fix: install           ## put right what tools can put right
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

chaos: install         ## kill processes under load and count what comes of it
	$(BIN)/pytest -q tests/fault/road

bench: install         ## measure the main road and a long queue on this machine; needs wrk
	$(BIN)/python -m benchmarks.main_road
	$(BIN)/python -m benchmarks.backlog

docs: install          ## build the documentation into site/
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

clean:                 ## remove what was made here, but not the data in .trunkline
	rm -rf .venv build dist site ui/node_modules src/trunkline/web/static .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
