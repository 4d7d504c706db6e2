"""The pytest plugin: a fixture, `assert_trainable`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def assert_trainable() -> Callable[..., Any]:
    """`graphdoctor.assert_trainable`: fails the test, with the text report, where a variable will not train."""
    from graphdoctor.api import assert_trainable as check

    return check
