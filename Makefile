# `make demo` and `make test` are all that a newcomer needs: each installs what it needs into .venv first.

PYTHON ?= python3
BIN := .venv/bin
BENCH ?= ../shared/bench

.PHONY: demo local test check format bench-copies bench-cost bench-extraction clean help

help:  ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

demo: .venv/.run  ## Start the local AWS, drop seeds/ in, print what came of it
	@$(BIN)/python -m local demo

local: .venv/.run  ## The same without seeds/, and stay up until Ctrl-C
	@$(BIN)/python -m local

test: .venv/.dev  ## All tests
	$(BIN)/python -m pytest

check: .venv/.dev  ## Format, lint, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: .venv/.dev  ## Format the code and sort its imports
	$(BIN)/ruff check --fix --select I .
	$(BIN)/ruff format .

bench-copies: .venv/.bench  ## Quality and speed of copy detection, beside MinHash LSH
	$(BIN)/python -m benchmarks.copies $(BENCH)

bench-cost: .venv/.dev  ## DynamoDB units and dollars per article, from DynamoDB Local
	@$(BIN)/python -m local.dynamodb_local
	$(BIN)/python -m benchmarks.cost

bench-extraction: .venv/.bench  ## Quality and speed of extraction, beside other tools
	$(BIN)/python -m benchmarks.extraction $(BENCH)
	$(BIN)/python -m benchmarks.dumps $(BENCH)

clean:  ## Remove everything that the targets made
	rm -rf .venv .venv-sam .cache .aws-sam .mypy_cache .ruff_cache .pytest_cache .hypothesis

# pip older than 24 installs lxml's html-clean extra wrongly, so it is upgraded before anything else.
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "copydesk needs Python 3.11 or later: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	@echo "Installing into .venv, once ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --upgrade pip

.venv/.run: .venv/bin/python pyproject.toml
	@$(BIN)/pip install --quiet --editable '.[extraction,cli,local]'
	@touch $@

.venv/.dev: .venv/.run
	@$(BIN)/pip install --quiet --editable '.[extraction,cli,local,dev]'
	@touch $@

.venv/.bench: .venv/.dev
	@$(BIN)/pip install --quiet --editable '.[extraction,cli,local,dev,bench]'
	@touch $@
