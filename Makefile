# Firsthand: `make` alone says what there is. Everything works in .venv, which `make setup` makes.

.DEFAULT_GOAL := help
.PHONY: help setup demo test sure postgres lock bench screenshots format clean
MAKEFLAGS += --no-print-directory
export DJANGO_SETTINGS_MODULE ?= archive.settings

PY := .venv/bin/python
TEMPLATES = $(shell find templates -name '*.html')

help: ## say what there is
	@echo "Firsthand. Two commands to begin with: make demo, make test."
	@echo
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'

setup: ## make .venv with the locked packages; a second time it does nothing
	@.ci/setup

demo: setup ## a small archive with invented people on http://127.0.0.1:8000
	@$(PY) manage.py demo

test: setup ## the tests without browsers and long ones; ARGS="-k withdraw" chooses
	@$(PY) -m pytest -m "not browser and not long" $(ARGS)

sure: setup ## everything that is checked before a change lands, browsers included
	@.ci/sure

postgres: setup ## the tests without browsers on a PostgreSQL of their own
	@.ci/with_postgres $(PY) -m pytest -m "not browser and not long" $(ARGS)

lock: setup ## resolve the dependencies of pyproject.toml anew
	@.ci/lock

bench: setup ## measure, and print
	@for bench in tests/benchmarks/bench_*.py; do \
	  echo; echo "== $$bench"; $(PY) -m tests.benchmarks.$$(basename $$bench .py) || exit 1; done

screenshots: setup ## photograph the pages into docs/screenshots
	@$(PY) -m tests.browser.screenshots

format: setup ## put Python and templates into the house format
	@.venv/bin/ruff check --quiet --fix --exit-zero .
	@.venv/bin/ruff format --quiet .
	@.venv/bin/djade --target-version 5.2 $(TEMPLATES) || true
	@.venv/bin/djhtml --tabwidth 2 $(TEMPLATES) || true

clean: ## take away what can be made again: .venv and caches, never an archive's data
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache staticfiles
	@find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
