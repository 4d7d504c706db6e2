# Only shorthands: dev.py does the work, and needs no make.
PYTHON ?= python3

.PHONY: demo test setup images recorded golden clean

demo:
	$(PYTHON) dev.py demo

test:
	$(PYTHON) dev.py test

setup:
	$(PYTHON) dev.py setup

# The pictures of the README, drawn by graphdoctor itself (status 1, findings, is what the broken one is for).
images: setup
	mkdir -p docs/images
	.venv/bin/graphdoctor analyze examples/silent_functional_broken.py -o docs/images/broken.svg || [ $$? = 1 ]
	.venv/bin/graphdoctor analyze examples/silent_functional_fixed.py -o docs/images/fixed.svg

# Reports of real scripts for the tests that need no TensorFlow.
recorded: setup
	.venv/bin/python -m tests.report.recordings

# What reports are drawn as, for a look at what has changed.
golden: setup
	.venv/bin/python -m tests.report.goldens

# Breaks the lines of the analysis and the diagnosis one by one, and lists what no test notices (docs/proof.md).
# One module alone: make mutate OF='graphdoctor.diagnosis.wiring.*'
mutate: setup
	.venv/bin/pip install --quiet -e '.[proof]'
	.venv/bin/mutmut run $(if $(OF),'$(OF)')
	.venv/bin/mutmut results

clean:
	rm -rf .venv build dist mutants report.svg report.json .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
