"""The settings of one analysis."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from graphdoctor.settings.find import project_of


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a project can settle; the names are those of the options.

    steps: a number, or ``all``. memory_limit: bytes; None: as much as there is.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    ignore_variables: tuple[str, ...] = ()
    fail_on: str = "warning"
    baseline: Path | None = None
    strict_suppressions: bool = False
    timeout: float = 600.0
    memory_limit: int | None = None
    steps: int | str = 1
    verify: bool = False


def resolve(
    target: str | None, given: Mapping[str, Any], known: Collection[str], isolated: bool = False
) -> Settings:
    """The settings for a target: the defaults, under the project's, under its overrides for this target, under what
    was `given` on the command line (None: not given). known: the names of all causes. isolated: read no file.

    Raises UserError (``bad-config``) for a pyproject.toml that cannot be understood.
    """
    project = None if isolated else project_of(target)
    settled = project.settled(target, known) if project is not None else {}
    named = {name: value for name, value in given.items() if value is not None and name in _NAMES}
    return replace(Settings(), **{**settled, **named})


_NAMES = frozenset(Settings.__dataclass_fields__)
