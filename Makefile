# Two commands to know: `make demo` shows Fairlead at work, `make test` checks everything.
# Both keep to the folder .venv; to choose a Python: make demo PYTHON=python3.12

PYTHON ?= python3
BIN := .venv/bin
# Tests start thousands of processes: each of them would compile Fairlead anew.
unexport PYTHONDONTWRITEBYTECODE
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check
READY := .venv/ready

.PHONY: demo test heavy nightly docs lock clean

demo: $(READY)
	$(BIN)/fairlead demo

test: $(READY)
	bash .ci/postgres
	bash .ci/sandbox
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2 -m "not heavy and not drill"

heavy: $(READY)
	bash .ci/others
	FAIRLEAD_REQUIRE_ENGINES=1 $(BIN)/pytest -n 3 --dist loadfile --timeout 900 -m "(heavy or drill) and not nightly"

nightly: $(READY)
	bash .ci/others
	FAIRLEAD_REQUIRE_ENGINES=1 $(BIN)/pytest -n 2 --dist loadfile --timeout 1800 -m "nightly"

docs: $(READY)
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict
	@echo "Open site/index.html"

# Set-up, once: a virtual environment with exactly the packages of requirements.lock, then Fairlead itself.
$(READY): requirements.lock pyproject.toml
	@echo "Setting up .venv: this takes a minute or two, once"
	@bash .ci/venv $(PYTHON)
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q src
	@touch $(READY)

# Choose the newest versions anew. pip-tools lives in a folder of its own, so the lock does not hold it.
lock:
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet pip-tools
	CUSTOM_COMPILE_COMMAND="make lock" build/lock/bin/pip-compile --quiet --upgrade --all-extras --generate-hashes \
	  --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
	  --output-file requirements.lock pyproject.toml

clean:
	rm -rf .venv build dist site demo .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
