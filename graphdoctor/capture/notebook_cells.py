"""Code cells as plain Python: what only IPython understands is taken out, and every line keeps its number."""

from __future__ import annotations

import io
import re
import textwrap
import tokenize
from typing import NamedTuple

TRANSPARENT = ("time", "timeit", "capture", "prun")
"""Cell magics that run their cell as it stands."""
_LINE_MAGIC = re.compile(r"[%!?]|[\w.]+(?:\[-?\d+\][\w.]*)*\?\??\s*$")
_RUNS = re.compile(
    r"%(?:time(?:\s+--no-raise-error)?"
    r"|timeit(?:\s+-(?:[nrpv]\s*\S+|[tcqo]+))*"
    r"|prun(?:\s+-(?:[DlsT]\s*\S+|[rq]+))*)\s+(?=\S)"
)
"""Line magics that run the statement behind their options: the training, often."""
_OBEYED = re.compile(r"%(run|env|set_env)\s+(?=\S)")
"""Line magics that later cells build on."""
_TIMED = re.compile(r"(\s*[\w.]+(?:\s*,\s*[\w.]+)*\s*=\s*)%time\s+(?=\S)")
_ASSIGNED = re.compile(r"(\s*[\w.]+(?:\s*,\s*[\w.]+)*\s*=\s*)([%!])[\w(./-]")


class CellMagic(NamedTuple):
    """A cell that begins with ``%%name line``; `body` is what follows."""

    name: str
    line: str
    body: str


def cell_magic(source: str) -> CellMagic | None:
    """The magic that a cell begins with, None where it has none."""
    if not source.lstrip().startswith("%%"):
        return None
    first, _, body = source.lstrip().partition("\n")
    name, _, line = first[2:].partition(" ")
    return CellMagic(name.strip(), line.strip(), body)


def plain(source: str) -> str:
    """A cell's Python, without magics, shell lines and the indentation that all its lines share."""
    magic = cell_magic(source)
    if magic is not None and magic.name not in TRANSPARENT:
        return "\n" * source.count("\n")
    kept: list[str] = []
    lines = _dedented(source).split("\n")
    while lines:
        line = lines.pop(0)
        replaced = _replaced(line)
        if replaced is None or not _begins_statement(kept):
            kept.append(line)
            continue
        kept.append(replaced)
        while line.endswith("\\") and lines and not replaced.endswith("\\"):  # a command that goes on
            line = lines.pop(0)
            kept.append("")
    return "\n".join(kept)


def _dedented(source: str) -> str:
    """As IPython does: by the first line's indentation, where all lines have it."""
    first = next((line for line in source.split("\n") if line.strip()), "")
    return textwrap.dedent(source) if first[:1] in (" ", "\t") else source


def _replaced(line: str) -> str | None:
    """What stands for a magic or a shell line; None for a line that looks like Python."""
    body = line.lstrip()
    runs, timed = _RUNS.match(body), _TIMED.match(line)
    obeyed = _OBEYED.match(body)
    if obeyed is not None:
        call = f'get_ipython().run_line_magic("{obeyed[1]}", {body[obeyed.end() :].strip()!r})'
        return line[: len(line) - len(body)] + call
    if runs is not None:
        return line[: len(line) - len(body)] + body[runs.end() :]
    if timed is not None:
        return timed[1] + line[timed.end() :]
    if _LINE_MAGIC.match(body):
        return line[: len(line) - len(body)] + "pass"
    assigned = _ASSIGNED.match(line)
    if assigned is None:
        return None
    # a shell command that is not run has printed no lines
    return assigned[1] + ("[]" if assigned[2] == "!" else "None")


def _begins_statement(before: list[str]) -> bool:
    """Whether the next line begins a statement: no bracket, string or backslash is open (``x %\\n% y`` is Python)."""
    if before and before[-1].endswith("\\"):
        return False
    try:
        for _ in tokenize.generate_tokens(io.StringIO("\n".join(before) + "\n").readline):
            pass
    except tokenize.TokenError as error:
        return not any(words in str(error) for words in ("multi-line", "triple-quoted"))
    except SyntaxError:  # an odd indentation: no open bracket
        return True
    return True
