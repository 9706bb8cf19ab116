# Thin aliases of packaging/dev.py, which needs nothing but Python 3.11 (on Windows call it directly).
PYTHON ?= python3

.PHONY: run test lint package setup ui
run test lint package setup ui:
	@$(PYTHON) packaging/dev.py $@
