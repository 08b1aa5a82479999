# Two commands to know: `make up` (try it) and `make test` (prove it).
# Paths are relative and quoted nowhere on purpose: the folder itself may have spaces in its name.

PYTHON ?= python3
RUN := .venv/bin/python
TEST_WORKERS ?= auto
DATA_FOLDER = $${ASA_DATA:-var}

.PHONY: up install install-dev test lint format bench bench-large faults clean
.DEFAULT_GOAL := up

up: install
	@ASA_DEMO="$${ASA_DEMO:-1}" exec $(RUN) manage.py up

install:
	@$(PYTHON) -m asa.local.install

install-dev:
	@$(PYTHON) -m asa.local.install --dev

test:
	@$(PYTHON) -m asa.local.install --dev --browser
	@$(RUN) -m pytest --numprocesses $(TEST_WORKERS) --maxprocesses 4 --dist loadgroup $(ARGS)

lint: install-dev
	@$(RUN) -m asa.local.lint

format: install-dev
	@$(RUN) -m ruff check --fix --quiet . ; $(RUN) -m ruff format .

bench: install-dev
	@$(RUN) -m tests.bench

bench-large: install-dev
	@$(RUN) -m tests.bench --large

faults: install-dev
	@$(RUN) -m pytest tests/faults $(ARGS)

# Asks first: the data of the demo go with it.
clean:
	@printf 'Löscht .venv und alle Daten in "%s". Weiter mit "ja": ' "$(DATA_FOLDER)"; read answer; \
	if [ "$$answer" = ja ]; then rm -rf .venv "$(DATA_FOLDER)" .mypy_cache .ruff_cache .import_linter_cache; \
	else echo "Nichts gelöscht."; fi
