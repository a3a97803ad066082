# Two commands do everything: `make demo` and `make test`. Both set up first; a second call is quick.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
READY := .venv/.ready
RUN ?= $(BIN)/python -m pytest --numprocesses 2 --dist loadfile

.PHONY: demo test golden extras slow lint format types docs docs-check bench rule clean
.DEFAULT_GOAL := test

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "w2vcheck needs Python 3.11 or newer: make PYTHON=...")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

demo: $(READY)
	$(BIN)/w2vcheck demo

test: $(READY)
	$(RUN)

# What every format makes of the reports in tests/report/golden_reports.py, written anew: read the difference before committing it.
golden: $(READY)
	$(BIN)/python tests/report/golden_reports.py

# The engines of a cluster, which only the slow tests run (those of Spark need Java, too).
extras: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev,integrations,spark,dask]'

slow: $(READY)
	$(RUN) -m slow

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(READY)
	$(BIN)/mypy

docs: $(READY)
	$(BIN)/python docs/generate.py
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

docs-check: $(READY)
	$(BIN)/python docs/generate.py --check
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

bench: $(READY)
	$(BIN)/python bench/speed.py
	$(BIN)/python bench/speed_waterfall.py
	$(BIN)/python bench/speed_data.py
	$(BIN)/python bench/detection.py
	$(BIN)/python bench/lint.py

# make rule CODE=W2V119 NAME=what-is-wrong FAMILY=data
rule: $(READY)
	$(BIN)/python docs/new_rule.py "$(CODE)" "$(NAME)" "$(FAMILY)"

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage*
