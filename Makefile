# `make demo` shows the whole job, `make test` runs everything that CI runs. Each sets up what it needs.
PYTHON ?= python3
BIN := .venv/bin
# Hundreds of short-lived processes import the packages: compiled once, each begins in half the time.
unexport PYTHONDONTWRITEBYTECODE
# Half of the tests' time is waiting for servers: three files at a time, each process with servers of its own.
PYTEST := $(BIN)/pytest --numprocesses 3 --dist loadfile

.PHONY: demo test pure lint audit ocr bench soak fuzz servers clean

demo: .venv/ready
	$(BIN)/mailroom demo

test: lint audit servers
	$(PYTEST)

# What opens no database and runs no desk: half a minute, for every save of a file.
pure: .venv/ready
	$(BIN)/pytest --numprocesses 2 --dist worksteal -m "not soak and not server and not database" $(addprefix tests/,classify ingest responders tickets)

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/mypy

# Pinned versions that are known to be vulnerable; where nobody can be asked it says so and goes on.
audit: .venv/ready
	$(BIN)/python -m tests.audit

# 70 MB of wheels that most desks do not need, and a second or two a picture: beside `make test`, not in it.
ocr: .venv/ready
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint deploy/constraints.txt --editable '.[test,ocr]'
	$(BIN)/pytest tests/classify/test_ocr.py

bench: .venv/ready servers
	$(BIN)/python -m tests.bench

soak: .venv/ready servers
	$(BIN)/pytest -m soak
	$(BIN)/python -m tests.bench.soak

# Ten minutes of coverage-guided fuzzing on one core.
fuzz: .venv/ready
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint deploy/constraints.txt --editable '.[test,fuzz]'
	$(BIN)/python -m tests.bench.fuzz

# The real servers from Debian's archive, where this user may install them; the tests start private instances of their own.
servers: .venv/ready
	@sh tests/servers/install.sh

.venv/ready: pyproject.toml deploy/constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint deploy/constraints.txt --editable '.[test]'
	@touch $@

clean:
	rm -rf .venv var
