# Two commands: `make` builds the example carnet into out/, `make test` runs every test. Both set up
# what they need first, and do nothing of it the second time (tools/setup/setup.py).

PYTHON ?= python3
RUN := .venv/bin/python
LOCK := $(RUN) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make verrous"

.PHONY: carnet installer installer-essais test essais juges lint verrous propre

carnet: installer
	$(RUN) build.py construire

installer:
	@$(PYTHON) tools/setup/setup.py construire

installer-essais:
	@$(PYTHON) tools/setup/setup.py essais

# Everything: linters, then the tests on both cores, then the judges one after the other. One failure
# does not hide the next; CARNET_JUGES=exiges turns a judge that is missing into a failure.
test: installer-essais
	@status=0; \
	$(MAKE) --no-print-directory lint || status=1; \
	$(RUN) -m pytest -n 2 -m "not juge" || status=1; \
	$(RUN) -m pytest -m juge tests/judges || status=1; \
	exit $$status

# The tests to run while writing code: no judge, nothing slow.
essais:
	$(RUN) -m pytest -q -n 2 -m "not juge and not lent"

juges:
	$(RUN) -m pytest -q -m juge tests/judges

lint:
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --quiet --check .
	$(RUN) -m mypy

# Writes both lock files again from pyproject.toml, keeping the versions that still fit.
verrous:
	$(LOCK) pyproject.toml --group paquet -o requirements.lock
	$(LOCK) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock

# Removes what a build or a set-up wrote; never anything a person wrote.
propre:
	rm -rf out .cache .outils .venv tools/judges/node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis
