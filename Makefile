# Common tasks. PYTHON is .venv/bin/python by default; any Python with '.[dev]' installed will do.
PYTHON ?= .venv/bin/python
BENCH ?= .venv-bench

.PHONY: test thorough browser anki lint bench fuzz pictures
test:    ## run the quick tests: about a minute on two cores
	$(PYTHON) -m pytest -q
thorough: ## run the slow tests, and those that try every case or thousands at random: about four minutes
	$(PYTHON) -m pytest -q -m "slow or thorough"
browser: ## test the pages on screen and on paper: about eleven minutes; needs Chromium, Firefox and '.[browser]'
	$(PYTHON) -m pytest -q -m browser tests/browser
anki:    ## test the cards in Anki itself; needs '.[anki]'
	$(PYTHON) -m pytest -q -m anki tests/test_cards.py
pictures: ## draw the README's pictures from real output; needs Chromium, pdftoppm and '.[browser]'
	$(PYTHON) docs/pictures/draw.py
lint:    ## check style and types
	$(PYTHON) -m ruff check . && $(PYTHON) -m ruff format --check . && $(PYTHON) -m mypy
fuzz:    ## check 20,000 damaged rules files: no traceback, no hang, every problem has a position in the file
	FUZZ=20000 $(PYTHON) -m pytest -q -rP -m thorough tests/test_fuzz.py
bench:   ## measure speed against the goals and update docs/performance.md: about four minutes
	python3 -m venv --clear $(BENCH)
	$(BENCH)/bin/pip install --quiet --disable-pip-version-check '.[bench]'
	$(BENCH)/bin/python -m benchmarks
