# make demo: a running service and real figures in demo-output/.  make test: every check of the project.
# make drill: the same with ten times the random examples, and what takes too long for every change.
# make sabotage: damage drawn plots one artist at a time; each must be found.  make bench: ratios.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test drill bench sabotage clean

demo: $(VENV)/.runtime
	$(BIN)/pb demo --output demo-output

test: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q -n auto --dist worksteal

drill: $(VENV)/.dev
	$(BIN)/pytest -q -m "drill or hypothesis" --hypothesis-profile drill
	$(BIN)/python tools/kill_drill.py
	$(BIN)/python tools/provider_kills.py
	$(BIN)/python tools/plot_table.py

sabotage: $(VENV)/.dev
	$(BIN)/pytest -q -s tests/unit/pb_adapters/plots/test_sabotage.py

bench: $(VENV)/.dev
	for script in benchmarks/bench_*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) demo-output
