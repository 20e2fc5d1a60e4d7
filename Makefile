# Needs Python >= 3.11 and make; everything else is brought into .venv and node_modules.
PYTHON ?= python3
UV_VERSION := 0.13.9
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

# The environment's own Node and CDK CLI come first, for jsii and for every child process.
export PATH := $(CURDIR)/$(BIN):$(CURDIR)/node_modules/.bin:$(PATH)
# Without .pyc files a synth takes twice as long. uv gives up on a file after a minute, which a busy
# machine can take for the largest of them: 0 is no limit.
unexport PYTHONDONTWRITEBYTECODE
export UV_COMPILE_BYTECODE_TIMEOUT := 0
unexport PYTHONPATH
unexport VIRTUAL_ENV

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-all test-python check faults live bench model rules cli pictures build docs lock release-check clean

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## Make .venv, bring Node and the CDK CLI
	@echo "setup: ready ($$($(BIN)/python --version), Node $$($(BIN)/node --version), CDK CLI $$(node_modules/.bin/cdk --version))"

$(READY): requirements.lock package-lock.json package.json pyproject.toml constructs/pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if v >= (3, 11) else f"setup: Python 3.11 or newer is needed, received {v.major}.{v.minor}; name one: make setup PYTHON=python3.13")'
	@echo "setup 1/4: environment in $(VENV)"
	@rm -f $@
	@test -x $(BIN)/python || { if command -v uv >/dev/null; then \
		uv venv --quiet --no-python-downloads --python "$$(command -v $(PYTHON))" $(VENV); \
		else $(PYTHON) -m venv $(VENV); fi; }
	@command -v uv >/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@echo "setup 2/4: Python packages, Node among them, as locked in requirements.lock"
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) uv pip sync --quiet --require-hashes --compile-bytecode requirements.lock
	@echo "setup 3/4: this project, editable"
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) uv pip install --quiet --no-deps --no-build-isolation --editable . --editable constructs
	@echo "setup 4/4: CDK CLI, as locked in package-lock.json"
	@$(BIN)/npm ci --silent --no-fund --no-audit
	@touch $@

demo: $(READY) ## Deploy the example to the embedded AWS, import users, destroy (KEEP=1 leaves it running)
	@$(BIN)/python -m examples.demo $(if $(KEEP),--keep)

test: $(READY) ## Run the tests of every day, those with the embedded AWS and the CDK CLI included
	@$(BIN)/python -m pytest -n 3 -m "not thorough"

# Other examples each time; the first lines name the seed, and TEST_SEED=N draws the same again.
test-all: export TEST_SEED := $(or $(TEST_SEED),$(shell date +%s))
test-all: $(READY) ## Run every test: every fault, other random examples, the oldest and newest dependencies
	@$(BIN)/python -m pytest -n 3 --hypothesis-seed=$$TEST_SEED

test-python: ## Run the tests of every day on another Python: make test-python PYTHON=3.14
	@scripts/test_python.sh $(PYTHON)

# CDK prints each finding, also those that docs/scanners.md explains.
check: $(READY) ## Lint, format, types, rooms, cdk-nag
	@echo "check 1/5: ruff check" && $(BIN)/ruff check --quiet .
	@echo "check 2/5: ruff format" && $(BIN)/ruff format --quiet --check .
	@echo "check 3/5: mypy --strict" && $(BIN)/mypy --no-error-summary
	@echo "check 4/5: the order of the rooms" && $(BIN)/python -m scripts.rooms
	@echo "check 5/5: cdk-nag" && log=$$(mktemp) && trap "rm -f $$log" EXIT && { $(BIN)/python -m tests.synth.nag 2>$$log || { cat $$log; exit 1; }; }
	@echo "check: passed"

faults: $(READY) ## Inject every fault, print what happened (ONLY=TEXT: those whose name contains it)
	@$(BIN)/python -m tests.faults $(if $(ONLY),--only "$(ONLY)")

live: $(READY) ## Ask a real AWS account what AWS doesn't document (COGNITO_USER_IMPORT_LIVE=1)
	@$(BIN)/python -m tests.live

bench: $(READY) ## Measure synth, cold start, upload, memory, CSV check and command line beside peers
	@$(BIN)/python -m benchmarks

model: $(READY) ## Take the import operations over from the installed botocore
	@$(BIN)/python -m scripts.service_model

rules: $(READY) ## Write docs/csv-rules.md from the rules
	@$(BIN)/python -m scripts.csv_rules

cli: $(READY) ## Write docs/cli.md from the commands
	@$(BIN)/python -m scripts.cli_document

pictures: $(READY) ## Make the documents' pictures
	@$(BIN)/python -m scripts.architecture_picture
	@$(BIN)/python -m scripts.workflow_picture
	@$(BIN)/python -m tests.integration.command_line.pictures

build: $(READY) ## Build the two distributions into dist/
	@for project in . constructs; do uv build --quiet --no-build-isolation --python $(BIN)/python --out-dir dist $$project || exit; done

docs: $(READY) ## Build the documentation site into site/, and check its links
	@$(BIN)/python -m scripts.docs_site

lock: $(READY) ## Lock the newest releases within the two pyproject.toml
	@printf -- '-e .\n-e ./constructs\n' | uv pip compile --quiet --upgrade --universal --generate-hashes --no-annotate --no-header --group dev --group docs --no-emit-package cognito-user-import --no-emit-package cdk-cognito-user-import --output-file requirements.lock -
	@npm install --package-lock-only --silent
	@echo "lock: written to requirements.lock and package-lock.json"

release-check: $(READY) ## Check version, changelog, metadata, licenses, and both distributions (TAG=vX.Y.Z)
	@$(BIN)/python -m scripts.release_check

clean: ## Remove what the commands made
	@rm -rf $(VENV) node_modules cdk.out build dist site .mypy_cache .pytest_cache .ruff_cache .hypothesis .local_aws
	@echo "clean: done"
