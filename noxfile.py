"""The versions that graphdoctor is for, each in an environment of its own; docs/versions.md says what ran.

nox                              all of them whose Python is installed
nox -s "cases(py3.10-tf2.16)"    one
nox -s cases -- tests/test_cases.py -k lstm
"""

from __future__ import annotations

import nox

nox.options.error_on_missing_interpreters = False
nox.options.reuse_existing_virtualenvs = True

PAIRS = [("3.10", "2.16"), ("3.12", "2.18"), ("3.11", "2.21"), ("3.13", "2.21")]
TESTS = ["tests/test_cases.py", "tests/test_causes.py", "tests/test_bad_input.py", "tests/test_listed.py"]


@nox.session
@nox.parametrize(
    "python,tensorflow", PAIRS, ids=[f"py{python}-tf{tensorflow}" for python, tensorflow in PAIRS]
)
def cases(session: nox.Session, tensorflow: str) -> None:
    """The corpus, the causes' scripts and what cannot be analysed, with one version of TensorFlow."""
    session.install(f"tensorflow=={tensorflow}.*", f"tf_keras=={tensorflow}.*")
    session.install("-e", ".[dev]", f"tensorflow=={tensorflow}.*")
    session.run("python", "-m", "pytest", "-q", "-n", "2", *(session.posargs or TESTS))
