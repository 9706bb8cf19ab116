# Thin aliases of packaging/dev.py, which needs nothing but Python 3.11 (on Windows call it directly).
# Arguments: make run ARGS="host --port 47800", make test ARGS="tests/core -q".
PYTHON ?= python3

.PHONY: run test coverage lint setup ui package lock behind
run test coverage lint setup ui package lock behind:
	@$(PYTHON) packaging/dev.py $@ $(ARGS)
