# Two commands are enough: `make run` and `make test`. Each sets up what it needs, once.

PYTHON ?= python3
WORKERS ?= 2
BIN = .venv/bin
SET_UP = .venv/.set-up
UV = $(shell uv --version >/dev/null 2>&1 && echo uv)

# A virtual environment knows its own path: one that was moved is made again.
ifneq ($(shell cat $(SET_UP) 2>/dev/null),$(CURDIR))
MOVED = moved
endif

.PHONY: help run test kill-campaign kill-playbooks privacy-campaign lint format setup lock migration catalogues browser moved

help:
	@echo 'make run         start the demo company; PORT=8000 PORTAL_DATA=var by default'
	@echo 'make test        everything on SQLite and PostgreSQL, with a real browser'
	@echo 'make kill-campaign  MAILS=1000 KILLS=200: workers die while they send, on both databases'
	@echo 'make kill-playbooks  MAILS=3000 KILLS=10000: the same for a mailing, from enrolling on'
	@echo 'make privacy-campaign  MAILS=10000 KILLS=15: the copy and the erasure of a long history, in time'
	@echo 'make lint        ruff; make format mends what it can'
	@echo 'make setup       the virtual environment .venv, from requirements-dev.txt'
	@echo 'make lock        write requirements*.txt again from pyproject.toml (needs uv)'
	@echo 'make catalogues  collect the texts and bring portal/translations/*/LC_MESSAGES/portal.po up to date'
	@echo 'make migration   MESSAGE="Say what changes": a migration from the changed models'

run: setup
	@exec $(BIN)/portal demo run

test: setup browser lint
	@$(BIN)/pytest -q -n $(WORKERS) --dist worksteal

kill-campaign: setup
	@MAILS=$(or $(MAILS),1000) KILLS=$(or $(KILLS),200) $(BIN)/pytest -q -s tests/messages/test_dying_workers.py

kill-playbooks: setup
	@MAILS=$(or $(MAILS),3000) KILLS=$(or $(KILLS),10000) $(BIN)/pytest -q -s tests/followups/test_dying_workers.py

privacy-campaign: setup
	@MAILS=$(or $(MAILS),10000) KILLS=$(or $(KILLS),15) $(BIN)/pytest -q -s tests/privacy/test_large.py

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: setup
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format --quiet .

setup: $(SET_UP)

$(SET_UP): requirements-dev.txt pyproject.toml $(MOVED)
	@for python in $(PYTHON) python3.14 python3.13 python3.12 python3.11; do \
		$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
		python=; \
	done; \
	if [ -z "$$python" ]; then \
		echo 'Python 3.11 or newer is needed. Where it has another name: make PYTHON=/path/to/python3'; \
		exit 1; \
	fi; \
	echo "Setting up .venv with $$python"; \
	[ -z "$(MOVED)" ] || rm -rf .venv; \
	$$python -m venv .venv || { echo 'On Debian and Ubuntu: apt-get install python3-venv'; exit 1; }
ifeq ($(UV),uv)
	@UV_LINK_MODE=copy uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.txt
	@UV_LINK_MODE=copy uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
else
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
endif
	@printf '%s' '$(CURDIR)' > $(SET_UP)

# The tests look at pages in a real browser; root on Debian can have it installed.
browser:
	@for each in chromium chromium-browser google-chrome google-chrome-stable; do \
		command -v $$each >/dev/null 2>&1 && exit 0; \
	done; \
	for each in Chromium 'Google Chrome'; do \
		[ -x "/Applications/$$each.app/Contents/MacOS/$$each" ] && exit 0; \
	done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
		echo 'Installing chromium for the browser tests'; \
		apt-get -qq update >/dev/null && \
		DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends chromium >/dev/null && exit 0; \
	fi; \
	echo 'There is no Chromium or Chrome: the tests that need a browser are left out.'; \
	echo 'Install one with: apt-get install chromium (Debian), brew install --cask chromium (macOS).'; \
	[ -z "$$CI" ]

lock:
	uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11 \
		--extra build -o requirements.txt pyproject.toml
	uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11 \
		--extra build --extra dev -c requirements.txt -o requirements-dev.txt pyproject.toml

migration: setup
	@folder=$$(mktemp -d) && export PORTAL_DEMO=1 PORTAL_DATA=$$folder && \
	$(BIN)/portal db upgrade && $(BIN)/portal db revision -m "$(MESSAGE)"; rm -rf "$$folder"

# Every text of the source into portal.pot, and from there into each language: new ones are empty,
# those that are gone are left out, and nothing is guessed.
TRANSLATIONS = portal/translations
catalogues: setup
	@$(BIN)/pybabel -q extract --mapping-file babel.cfg --output-file $(TRANSLATIONS)/portal.pot \
		-k _ -k lazy -k many:1,2 --sort-by-file --add-location=file --width=100 --omit-header .
	@$(BIN)/pybabel -q update --input-file $(TRANSLATIONS)/portal.pot --output-dir $(TRANSLATIONS) \
		--domain portal --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width=100
