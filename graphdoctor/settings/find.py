"""Finds the pyproject.toml that speaks for a target, and reads its table.

As ruff does: of the folders from the target's upwards, the first one whose pyproject.toml has a [tool.graphdoctor]
table. Tables are never merged. What is no path (a module) is looked for from the working directory.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from graphdoctor.errors import UserError
from graphdoctor.settings.keys import checked, config_error, unknown_key
from graphdoctor.source import shown_path

FILE = "pyproject.toml"


@dataclass(frozen=True, slots=True)
class Project:
    """A pyproject.toml with a [tool.graphdoctor] table."""

    file: Path
    table: Mapping[str, Any]

    @property
    def shown(self) -> str:
        """The file as messages name it."""
        return shown_path(str(self.file))

    def settled(self, target: str | None, known: Collection[str]) -> dict[str, Any]:
        """The checked values for a target, by the names of `Settings`. Raises UserError (``bad-config``) for
        anything wrong in the table, also where it does not concern this target."""
        table = dict(self.table)
        overrides = table.pop("overrides", [])
        found = self._read(table, "[tool.graphdoctor]", known)
        if not isinstance(overrides, list) or not all(isinstance(entry, dict) for entry in overrides):
            raise config_error(self.shown, "[[tool.graphdoctor.overrides]] must be tables")
        for entry in overrides:
            found |= self._override(entry, target, known)
        return found

    def _override(self, entry: dict[str, Any], target: str | None, known: Collection[str]) -> dict[str, Any]:
        title = "[[tool.graphdoctor.overrides]]"
        table = dict(entry)
        patterns = table.pop("targets", None)
        if not isinstance(patterns, list) or not all(isinstance(pattern, str) for pattern in patterns):
            raise config_error(self.shown, f"{title} needs targets, a list of paths or patterns")
        found = self._read(table, title, known)
        name = self._relative(target)
        return found if any(fnmatchcase(name, pattern) for pattern in patterns) else {}

    def _relative(self, target: str | None) -> str:
        if target is None or not Path(target).exists():
            return target or ""
        return Path(os.path.relpath(Path(target).resolve(), self.file.parent)).as_posix()

    def _read(self, table: Mapping[str, Any], title: str, known: Collection[str]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in table.items():
            try:
                name, read = checked(key, value, known)
            except KeyError:
                raise unknown_key(self.shown, title, key) from None
            except ValueError as error:
                raise config_error(self.shown, f"{title} {key} {error}") from None
            found[name] = self.file.parent / read if name == "baseline" else read
        return found


def project_of(target: str | None) -> Project | None:
    """The project that a target belongs to; None where no pyproject.toml speaks of graphdoctor. Raises UserError
    (``bad-config``) for one that is no TOML."""
    start = Path(target).resolve() if target is not None and Path(target).exists() else Path.cwd() / "-"
    folders = start.parents if not start.is_dir() else (start, *start.parents)
    for folder in folders:
        file = folder / FILE
        if file.is_file():
            table = _table(file)
            if table is not None:
                return Project(file, table)
    return None


def _table(file: Path) -> Mapping[str, Any] | None:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    shown = shown_path(str(file))
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise config_error(shown, f"cannot be read: {error.strerror}") from error
    except ValueError as error:  # TOMLDecodeError and UnicodeDecodeError are
        raise config_error(shown, f"is no valid TOML: {error}") from error
    tool = document.get("tool")
    table = tool.get("graphdoctor") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise UserError("bad-config", f"{shown}: tool.graphdoctor must be a table")
    return table
