"""What several tests need."""

from __future__ import annotations

import os
import shutil

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of an installed chromium. Without one its tests are skipped, but never in CI."""
    found = next((path for path in map(shutil.which, BROWSERS) if path), None)
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("CI needs a chromium, and there is none on PATH")
        pytest.skip("no chromium on PATH")
    return found
