# Each target makes the environment it needs; a fresh machine has to have Python 3.10 or newer, and make.
PYTHON ?= python3
VENV ?= .venv
PYTHONS ?= python3.10 python3.11 python3.12 python3.13
BIN = $(VENV)/bin

.PHONY: demo test test-all check wheel picture clean

demo: $(VENV)/installed ## preview this machine's report, send it to a receiver on this machine, show what arrives
	$(BIN)/python scripts/demo.py

test: $(VENV)/installed ## run the tests
	$(BIN)/python -m pytest

test-all: ## run the tests on every supported Python
	set -e; for python in $(PYTHONS); do $(MAKE) test PYTHON=$$python VENV=.venv-$$(basename $$python); done

check: $(VENV)/installed ## run every other check; .pre-commit-config.yaml lists them
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/pre-commit run --all-files --show-diff-on-failure

wheel: $(VENV)/installed ## build the wheel, and use it from an empty environment outside this folder
	$(BIN)/python scripts/wheel.py

picture: $(VENV)/installed ## draw docs/preview.svg from a real run
	$(BIN)/python scripts/picture.py

clean: ## remove what the other targets make
	rm -rf .venv .venv-* build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(VENV)/installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@
