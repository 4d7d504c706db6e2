"""What several tests need."""

from __future__ import annotations

import os
import shutil
import signal
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


def pytest_configure() -> None:
    """A shell that runs the tests in the background has them ignore Ctrl-C, and all that they start."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of an installed chromium. Without one its tests are skipped, but never in CI."""
    found = next((path for path in map(shutil.which, BROWSERS) if path), None)
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("CI needs a chromium, and there is none on PATH")
        pytest.skip("no chromium on PATH")
    return found


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    """A running browser, without a window."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        running = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield running
        running.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many models and variables were compared with TensorFlow's own answer (see `tests.test_differential`)."""
    models: Counter[str] = Counter()
    variables = disagreements = 0
    for reports in terminalreporter.stats.values():
        for report in reports:
            for key, value in getattr(report, "user_properties", ()):
                if key == "differential" and getattr(report, "when", "") == "call":
                    kind, counted, different = value
                    models[kind] += 1
                    variables += counted
                    disagreements += different
    if models:
        parts = ", ".join(f"{count} {kind}" for kind, count in sorted(models.items()))
        terminalreporter.write_line(
            f"differential: {parts}; {variables:,} variables, {disagreements} disagreements"
        )
