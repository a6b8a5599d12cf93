# make demo   the main job, from installation to predictions
# make test   install what the tests need and run them all
# make check  linters, types, import contracts
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
DOCUMENTS ?= $(firstword $(wildcard ../shared/documents) docs/sample)

.PHONY: demo test check wheel clean

demo: $(VENV)/.core
	@$(BIN)/python scripts/demo.py --documents $(DOCUMENTS)

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n 2 --dist loadscope

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

wheel: $(VENV)/.dev
	PYTHON=$(PYTHON) $(BIN)/python scripts/check_wheel.py

clean:
	rm -rf $(VENV) build dist outputs *.egg-info src/*.egg-info

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.core: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "installing into $(VENV) (about a minute)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@# a path entry too, or a clone called stance hides the package from scripts that lie beside it
	@echo "$(CURDIR)/src" > "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/stance_source.pth"
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.core
	@echo "installing the tools of development into $(VENV)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	@touch $@
