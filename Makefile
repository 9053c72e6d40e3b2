# The menu: each line is one thing to do here. PYTHON=.venv/bin/python, or any that has '.[dev]'.
PYTHON ?= .venv/bin/python
BENCH ?= .venv-bench

.PHONY: test browser anki lint bench fuzz pictures
test:    ## the tests, about a minute on two cores
	$(PYTHON) -m pytest -q
browser: ## the pages on screen and on paper, some seven minutes; needs Chromium and '.[browser]'
	$(PYTHON) -m pytest -q -m browser tests/browser
anki:    ## the cards in the real Anki; needs '.[anki]'
	$(PYTHON) -m pytest -q -m anki tests/test_cards.py
pictures: ## the README's pictures, from the real thing; needs Chromium and '.[browser]'
	$(PYTHON) docs/pictures/draw.py
lint:    ## style and types
	$(PYTHON) -m ruff check . && $(PYTHON) -m ruff format --check . && $(PYTHON) -m mypy
fuzz:    ## 20,000 damaged rules files: no traceback, no hang, every problem inside its file
	FUZZ=20000 $(PYTHON) -m pytest -q -rP tests/test_fuzz.py
bench:   ## every speed beside its goal, into docs/performance.md, some four minutes
	python3 -m venv --clear $(BENCH)
	$(BENCH)/bin/pip install --quiet --disable-pip-version-check '.[bench]'
	$(BENCH)/bin/python -m benchmarks
