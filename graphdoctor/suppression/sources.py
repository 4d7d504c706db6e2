"""The user's sources, as the report names them."""

from __future__ import annotations

import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graphdoctor.capture.notebook import read_cells
from graphdoctor.capture.notebook_cells import TRANSPARENT, cell_magic, plain
from graphdoctor.errors import UserError
from graphdoctor.source import shown_path
from graphdoctor.suppression.marks import Json


def files_of(report: Json) -> list[str]:
    """The files of the user's that the report speaks of, the target among them, in a stable order."""
    places: list[Any] = [finding["location"] for finding in report["findings"]]
    places += [variable["created_at"] for variable in report["variables"]]
    places += [loss["location"] for loss in report["losses"]]
    # Without a drawing the analysis names the files that one would point to.
    found = dict.fromkeys(report.get("files") or ())
    places += [box.get("location") for box in (report.get("drawing") or {}).get("boxes", ())]
    found.update((place["file"], None) for place in places if place)
    if Path(report["target"]).is_file():
        found.setdefault(shown_path(report["target"]))
    return sorted(found)


def parts_of(file: str) -> Iterator[tuple[int | None, str]]:
    """The Python in a file: (None, all of it), or for a notebook each code cell's number, from 1, and its text.
    Nothing for a file that cannot be read (any more)."""
    try:
        if file.endswith(".ipynb"):
            yield from ((number, _python(cell)) for number, cell in enumerate(read_cells(file), 1))
        else:
            with tokenize.open(file) as stream:
                yield None, stream.read()
    except (OSError, SyntaxError, UnicodeDecodeError, UserError):
        # A script may have removed its own files; without a source there are no comments in it.
        return


def _python(cell: str) -> str:
    magic = cell_magic(cell)
    if magic is not None and magic.name not in TRANSPARENT:
        # A cell magic of the notebook's own runs the rest of its cell.
        return "\n" + plain(magic.body)
    return plain(cell)
