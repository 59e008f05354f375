# The commands of this project. `make demo` and `make test` set up all they need by themselves.
#
#   make install   virtual environment .venv with pinned packages, and Fashion-MNIST
#   make demo      grade right, untouched and wrong submissions of all six assignments
#   make test      all tests (make test-fast leaves the slow ones out)
#   make check     lint, types, generated files
#   make build     generate exercises/ and source/ from solutions/
#   make bench     where the time goes
#   make verdicts  measure anew what docs/verdicts.md says of this course (hours)

PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed
SUBMISSIONS := build/demo/submitted
VERDICTS := build/demo/verdicts
# Fashion-MNIST (there are other ways to it), the jail; a browser and a database server, for tests alone.
DEBIAN := dataset-fashion-mnist bubblewrap chromium postgresql
# The demonstration's submissions are our own: they need no jail where there is none.
TRUST = $$(command -v bwrap >/dev/null || echo --i-trust-this-code)
SEEDS := 200
ASSIGNMENTS := $(basename $(notdir $(wildcard solutions/*.py)))

.PHONY: install demo test test-fast check build bench verdicts clean
.DELETE_ON_ERROR:

install: $(INSTALLED)

$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 ..." >&2; exit 1; }
	@if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	  $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	    { apt-get update -q; apt-get install -q -y python3-venv; } || exit; \
	  for package in $(DEBIAN); do \
	    dpkg -s $$package >/dev/null 2>&1 || missing="$$missing $$package"; done; \
	  [ -z "$$missing" ] || { apt-get update -q; apt-get install -q -y $$missing; } || \
	    echo "Some Debian packages are missing; going on without:$$missing" >&2; fi
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --upgrade --constraint constraints.txt pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev,cluster]'
	$(BIN)/autograder data
	@touch $@

demo: $(INSTALLED)
	@rm -rf build/demo
	@$(BIN)/python -m autograder.authoring.demo $(SUBMISSIONS)
	@for name in $(ASSIGNMENTS); do \
	  $(BIN)/autograder grade $(SUBMISSIONS)/$$name --assignment $$name --out $(VERDICTS)/$$name $(TRUST) || exit; \
	done
	@echo "Submissions: $(SUBMISSIONS)   Verdict files: $(VERDICTS)"

test: $(INSTALLED)
	$(BIN)/pytest -n 3 --dist loadfile

test-fast: $(INSTALLED)
	$(BIN)/pytest -n 3 --dist loadfile -m 'not slow'

check: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check autograder tests benchmarks
	$(BIN)/mypy
	$(BIN)/autograder build --check
	$(BIN)/python benchmarks/verdicts.py --check

build: $(INSTALLED)
	$(BIN)/autograder build

bench: $(INSTALLED)
	$(BIN)/python benchmarks/cost.py

verdicts: $(INSTALLED)
	mkdir -p build/verdicts
	$(BIN)/python benchmarks/naming.py 10 --json build/verdicts/mistakes.json
	$(BIN)/python benchmarks/mutation.py --json build/verdicts/mutants.json
	$(BIN)/python benchmarks/fairness.py $(SEEDS) --json build/verdicts/right.json
	$(BIN)/python benchmarks/ours.py --mistakes build/verdicts/mistakes.json \
	  --mutants build/verdicts/mutants.json --right build/verdicts/right.json --seeds $(SEEDS)
	$(BIN)/python benchmarks/verdicts.py

clean:
	rm -rf .venv build
