# make demo: a running service and real figures in demo-output/.  make test: every check of the project.
# make drill: the same with ten times the random examples, and what takes too long for every change; with MODEL=some.gguf
# also every workflow on that model.
# make bench: ratios.  make sabotage: break durability and access in a copy of the source, one way at a time, and damage drawn
# plots one artist at a time; each must be found.
# All of them create .venv first; `make test` also installs the system programs of a few checks, where it may; `make drill`
# also LibreOffice and LaTeX.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# Two processes a core, as half of the time of many tests is waiting for servers; each takes over tests of another that
# has more left. `make test PARALLEL=` for none.
PARALLEL ?= -n $(shell $(PYTHON) -c "import os; print(min(8, 2 * (os.cpu_count() or 1)))") --dist worksteal

.PHONY: demo test drill sabotage bench programs drill-programs clean

demo: $(VENV)/.runtime
	$(BIN)/pb demo --output demo-output

# Hundreds of processes of the tests start from the same files, so that their bytecode is kept, whatever the environment
# says. The tests are compiled beside mypy, which takes one core, and not by every process of pytest for itself.
test drill sabotage: export PYTHONDONTWRITEBYTECODE =
test: $(VENV)/.dev programs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	@echo $(BIN)/mypy; $(BIN)/pytest -q --collect-only >/dev/null 2>&1 & $(BIN)/mypy; found=$$?; wait; exit $$found
	$(BIN)/pytest -q $(PARALLEL)

# Parts of the drill that passed leave a mark for their commit, so that one that was interrupted goes on where it stopped.
DRILL := .drill/$(shell git describe --always --dirty=-$$(date +%s))
PARTS := examples contracts simulation simulation-postgres files files-long files-fresh machine kills crashes crashes-postgres \
	soak machines copies providers abuse plots

drill: $(VENV)/.dev drill-programs $(PARTS:%=$(DRILL)/%)
	@if [ -z "$(MODEL)" ]; then echo "== No model is drilled: make drill MODEL=some.gguf"; exit 0; fi; \
	$(PIP) install --constraint constraints.txt --editable '.[local]' && $(BIN)/python tools/model_drill.py "$(MODEL)"

$(DRILL)/examples: COMMAND = pytest -q -m "drill or hypothesis" --hypothesis-profile drill
$(DRILL)/simulation: COMMAND = python tools/simulation.py
$(DRILL)/contracts: COMMAND = python tools/contract_counts.py
$(DRILL)/simulation-postgres: COMMAND = python tools/simulation.py --stores postgres --seeds 1000
$(DRILL)/files: COMMAND = python tools/io_fault_drill.py
$(DRILL)/files-long: COMMAND = python tools/io_fault_drill.py --every 60 --length 40
$(DRILL)/files-fresh: COMMAND = python tools/io_fault_drill.py --every 40 --fresh
$(DRILL)/machine: COMMAND = python tools/process_faults.py
$(DRILL)/kills: COMMAND = python tools/kill_drill.py
$(DRILL)/crashes: COMMAND = python tools/crash_drill.py
$(DRILL)/crashes-postgres: COMMAND = python tools/crash_drill.py --stores postgres
$(DRILL)/soak: COMMAND = python tools/soak.py
$(DRILL)/machines: COMMAND = python tools/machines_drill.py
$(DRILL)/copies: COMMAND = python tools/copy_drill.py
$(DRILL)/providers: COMMAND = python tools/provider_kills.py
$(DRILL)/abuse: COMMAND = python tools/abuse_drill.py
$(DRILL)/plots: COMMAND = python tools/plot_table.py
$(DRILL)/%: $(VENV)/.dev
	@echo "== $*"
	$(BIN)/$(COMMAND)
	@mkdir -p $(@D) && touch $@

sabotage: $(VENV)/.dev
	$(BIN)/python tools/sabotage.py
	$(BIN)/pytest -q -s tests/unit/pb_adapters/drawing/plots/test_readback_sabotage.py

bench: $(VENV)/.dev
	for script in benchmarks/bench_*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

programs:
	@$(PYTHON) tools/system_programs.py
	@$(PYTHON) tools/node_packages.py

drill-programs:
	@$(PYTHON) tools/system_programs.py drill

$(VENV)/bin/python:
	@$(PYTHON) tools/system_programs.py venv
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "== Installing what the service needs: about 100 MB to download, a minute on a quiet machine"
	$(PIP) install --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime constraints-dev.txt
	@echo "== Installing what the checks need: about 170 MB to download"
	$(PIP) install --constraint constraints.txt --constraint constraints-dev.txt --editable '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) .drill demo-output tools/typescript/node_modules
