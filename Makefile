# Everything starts from Python 3.11 to 3.13, make and git; the rest is installed into .venv.
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3 python; do \
	if command -v $$name >/dev/null 2>&1 && $$name -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; \
	then echo $$name; break; fi; done)
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-virtualenv
PORT ?= 5000
HOST ?= 127.0.0.1
WORKERS ?= 2
# Servers that the tests start again and again would compile the program each time.
unexport PYTHONDONTWRITEBYTECODE
BENCHMARKS := agreement unitizing gamma saves importing export events start

.PHONY: help run test quick check format bench labelstudio-check lock clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-17s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Parallax needs Python 3.11, 3.12 or 3.13; none was found."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python could not make a virtual environment. On Debian or Ubuntu: apt install python3-venv"; exit 1; }

$(VENV)/run.stamp: requirements/run.txt pyproject.toml | $(BIN)/python
	@echo "Installing Parallax into $(VENV) (once) ..."
	@$(INSTALL) --require-hashes --requirement requirements/run.txt
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/run.stamp
	@echo "Installing what the checks and tests need into $(VENV) (once) ..."
	@$(INSTALL) --require-hashes --requirement requirements/dev.txt
	@touch $@

$(VENV)/peers.stamp: requirements/peers.txt | $(BIN)/python
	@echo "Installing the programs to measure against into $(VENV)/peers (once) ..."
	@$(BIN)/python -m venv $(VENV)/peers
	@$(subst $(BIN),$(VENV)/peers/$(notdir $(BIN)),$(INSTALL)) --require-hashes --requirement requirements/peers.txt \
		|| echo "They need Python 3.11 or 3.12; their columns stay empty."
	@touch $@

run: $(VENV)/run.stamp ## Set up, migrate, load the sample project and serve it (HOST=, PORT=)
	@$(BIN)/parallax init
	@$(BIN)/parallax sample --quiet
	@exec $(BIN)/parallax run --host $(HOST) --port $(PORT) --links

test: check ## All checks and all tests, with PostgreSQL and a real browser
	@$(BIN)/python -m tests.browser.chromium
	@$(BIN)/pytest -rs -n $(WORKERS) --dist worksteal

quick: $(VENV)/dev.stamp ## The fast subset, for the loop while working (under a minute)
	@$(BIN)/ruff check --quiet .
	@$(BIN)/pytest -q -n $(WORKERS) --dist worksteal -m "not browser and not slow" --database sqlite \
		--hypothesis-profile quick --ignore tests/annotations/agreement

check: $(VENV)/dev.stamp ## Formatting, linting, types and import contracts
	@$(BIN)/ruff format --check --quiet . || { echo "Run: make format"; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(VENV)/dev.stamp ## Format the code and mend what the linter can mend
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

bench: $(VENV)/dev.stamp $(VENV)/peers.stamp ## Measure speed and memory; prints ratios against named peers
	@for name in $(BENCHMARKS); do echo "== $$name"; $(BIN)/python -m benchmarks.$$name || exit 1; done

$(VENV)/labelstudio.stamp:
	@echo "Installing Label Studio into $(VENV)/labelstudio (once, about 1 GB) ..."
	@$(BIN)/python -m venv $(VENV)/labelstudio
	@$(subst $(BIN),$(VENV)/labelstudio/$(notdir $(BIN)),$(INSTALL)) label-studio==1.23.2
	@touch $@

labelstudio-check: $(VENV)/dev.stamp $(VENV)/labelstudio.stamp ## Try push and pull on a real Label Studio (takes minutes)
	@$(BIN)/python -m tests.real_label_studio $(VENV)/labelstudio/$(notdir $(BIN))/label-studio

lock: $(VENV)/dev.stamp ## Pin every package by hash again, for all platforms
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url pyproject.toml requirements/build.in --group dev --output-file requirements/dev.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url pyproject.toml requirements/build.in --constraint requirements/dev.txt --output-file requirements/run.txt
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url requirements/peers.in --output-file requirements/peers.txt

clean: ## Remove what a set-up and the tests made; your data folder stays
	rm -rf $(VENV) build *.egg-info .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
