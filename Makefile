# `make grade` and `make test` set everything up first: a virtual environment in .venv, and bubblewrap from the
# system's packages. A second run installs nothing again.

PYTHON ?= python3
OUT ?= graded

bin := .venv/bin
stamp := .venv/.set-up
SHELL := bash

.PHONY: grade test lint generate setup bubblewrap chromium benchmark clean

grade: setup
	$(bin)/autograder grade a2_training_loop examples/class --out $(OUT)

# What looks at the whole machine alone, then two files at a time: one of them mostly names mistakes, on one core.
test: lint chromium
	$(bin)/python -m pytest tests/test_attacks.py
	$(bin)/python -m pytest --ignore tests/test_attacks.py -n 2 --dist loadfile --durations=20

lint: setup
	$(bin)/python -m autograder.generator --check
	$(bin)/python -m autograder.patterns --check
	$(bin)/python -m autograder.public_answers --check
	$(bin)/ruff check
	$(bin)/ruff format --check
	$(bin)/mypy

generate: setup
	$(bin)/python -m autograder.generator
	$(bin)/python -m autograder.patterns
	$(bin)/python -m autograder.public_answers

setup: $(stamp) bubblewrap

# torch first and by itself: which build of 2.13.0 (CPU or CUDA) is the package index's choice.
$(stamp): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.11")'
	test -x $(bin)/python || $(PYTHON) -m venv .venv
	$(bin)/python -m pip install --quiet torch==2.13.0 -c constraints.txt
	$(bin)/python -m pip install --quiet -e '.[test]' -c constraints.txt
	touch $@

# What the root of a Debian or Ubuntu machine, or who may become it without being asked, can install.
install = sudo=; [ "$$(id -u)" = 0 ] || sudo='sudo -n'; \
	  command -v apt-get >/dev/null && $$sudo true 2>/dev/null \
	    && $$sudo apt-get update -qq && $$sudo apt-get install -y -qq

bubblewrap:
	@[ "$$(uname)" != Linux ] || command -v bwrap >/dev/null || { $(install) bubblewrap; } \
	  || echo "bubblewrap, which confines student code, is missing: install it (Debian, Ubuntu: apt-get install" \
	  "bubblewrap; Fedora: dnf install bubblewrap), or grade unconfined with: autograder grade … --isolation process" >&2

chromium:
	@command -v chromium chromium-browser google-chrome >/dev/null || { $(install) chromium >/dev/null; } \
	  || echo "no chromium: tests of pages in a real browser will be skipped (Debian: apt-get install chromium)" >&2

benchmark: setup
	$(bin)/python benchmarks/grade_class.py

clean:
	rm -rf .venv build graded *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
