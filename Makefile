# Only shorthands: dev.py does the work, and needs no make.
PYTHON ?= python3

.PHONY: demo test setup images clean

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

clean:
	rm -rf .venv build dist report.svg report.json .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
