"""The baseline: findings that were there when somebody began to care, so that only new ones count.

An entry is a cause, a variable and the type of the op that cuts it off: lines may move, and a variable more is new. A
script that crashes while it is traced has a finding without variables: its source line stands for it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from graphdoctor.errors import UserError
from graphdoctor.report.files import write_whole
from graphdoctor.suppression.marks import Json, Mark, unused_note

VERSION = "graphdoctor-baseline/1"


class Entry(NamedTuple):
    """What is accepted; `op` is None where no op cuts, `code` is given for a finding without variables only."""

    cause: str
    variable: str | None
    op: str | None
    code: str | None

    def sort_key(self) -> tuple[str, ...]:
        """None sorts like an empty text."""
        return tuple(part or "" for part in self)

    def __str__(self) -> str:
        return f"{self.cause} of {self.variable}" if self.variable else f"{self.cause} at {self.code!r}"


Baseline = dict[str, list[Entry]]
"""The entries by target."""


class Known:
    """The entries of one target, as a way to accept findings."""

    def __init__(self, entries: Sequence[Entry], shown: str) -> None:
        """shown: the baseline's file, for messages."""
        self._entries, self._shown = frozenset(entries), shown
        self._used: set[Entry] = set()

    def mark(self, finding: Json, variable: Json | None) -> Mark | None:
        entry = entry_of(finding, variable)
        if entry not in self._entries:
            return None
        self._used.add(entry)
        return Mark("baseline", self._shown)

    def unused(self, report: Json) -> Iterator[dict[str, Any]]:  # noqa: ARG002
        for entry in sorted(self._entries - self._used, key=Entry.sort_key):
            message = f"unused suppression: {self._shown} lists {entry}, which does not occur any more"
            yield unused_note("baseline", str(entry), message)


def entry_of(finding: Json, variable: Json | None) -> Entry:
    """What a baseline says of a finding for one of its variables."""
    if variable is None:
        return Entry(finding["cause"], None, None, (finding["location"] or {}).get("code"))
    witness = variable.get("witness") or {}
    cut = witness["steps"][0]["type"] if witness.get("kind") == "cut" and witness["steps"] else None
    return Entry(finding["cause"], variable["name"], cut, None)


def key_of(target: str, file: Path) -> str:
    """The target as a baseline names it: a path relative to the baseline's folder, or a module as it is."""
    if not Path(target).exists():
        return target
    return Path(os.path.relpath(target, file.parent)).as_posix()


def read_baseline(file: Path) -> Baseline:
    """The entries in a file. Raises UserError (``no-such-file``, ``bad-baseline``)."""
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        why = f"cannot read the baseline {file}: {error.strerror}; write one with --write-baseline {file}"
        raise UserError("no-such-file", why) from error
    except ValueError as error:
        raise _no_baseline(file, f"it is no JSON ({error})") from error
    if not isinstance(document, dict) or document.get("schema") != VERSION:
        raise _no_baseline(file, f"its schema is not {VERSION}")
    try:
        return {target: [Entry(*map(_text, _fields(entry))) for entry in entries]
                for target, entries in document["targets"].items()}  # fmt: skip
    except (AttributeError, KeyError, TypeError) as error:
        raise _no_baseline(file, "its entries are not as --write-baseline writes them") from error


def write_baseline(file: Path, baseline: Baseline) -> None:
    """The same entries give the same bytes. Raises UserError (``cannot-write``)."""
    targets = {
        target: [_spelled(entry) for entry in sorted(set(entries), key=Entry.sort_key)]
        for target, entries in baseline.items()
        if entries
    }
    document = {"schema": VERSION, "targets": targets}
    write_whole(file, (json.dumps(document, indent=2, sort_keys=True) + "\n").encode("ascii"))


def _spelled(entry: Entry) -> dict[str, str | None]:
    found = entry._asdict()
    return {name: value for name, value in found.items() if name != "code" or value is not None}


def _fields(entry: dict[str, Any]) -> tuple[Any, ...]:
    return entry["cause"], entry["variable"], entry["op"], entry.get("code")


def _text(value: Any) -> Any:
    if value is not None and not isinstance(value, str):
        raise TypeError(value)
    return value


def _no_baseline(file: Path, why: str) -> UserError:
    return UserError(
        "bad-baseline", f"{file} is no baseline: {why}; write it anew with --write-baseline {file}"
    )
