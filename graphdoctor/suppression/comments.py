"""``# graphdoctor: ignore[cause] reason``: the comments of a Python source, and the statements that they speak of."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass

_PRAGMA = re.compile(r"#\s*graphdoctor\s*:\s*(.*)", re.IGNORECASE | re.DOTALL)
_IGNORE = re.compile(r"ignore\b\s*(?:\[([^\]]*)\])?\s*(.*)", re.IGNORECASE | re.DOTALL)
_MEANT = re.compile(r"ign\w*\b|\w+\s*\[", re.IGNORECASE)
"""A comment that speaks to graphdoctor; other prose after ``# graphdoctor:`` is nobody's business."""
_LAYOUT = frozenset(
    {tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER, getattr(tokenize, "ENCODING", -1)}
)


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment at `line`, which speaks of the statement from `first` to `last` (lines count from 1).

    causes: those it names; None: every cause. A comment that cannot be understood says why in `wrong`.
    """

    line: int
    first: int
    last: int
    text: str
    causes: tuple[str, ...] | None
    reason: str | None
    wrong: str | None = None


def comments_in(source: str) -> list[Comment]:
    """The comments that speak to graphdoctor. A source that is no Python has none."""
    if "graphdoctor" not in source.lower():
        return []
    try:
        return list(_comments(source))
    except (tokenize.TokenError, SyntaxError):
        # Whatever this is, Python has not run it: no finding can be on its lines.
        return []


def _comments(source: str) -> Iterator[Comment]:
    found: list[tokenize.TokenInfo] = []
    first = 0
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            found.append(token)
        elif token.type == tokenize.NEWLINE:
            # The end of a statement; for one with a body, of its head.
            yield from _understood(found, first or token.start[0], token.start[0])
            found, first = [], 0
        elif token.type not in _LAYOUT:
            first = first or token.start[0]
    yield from _understood(found, 0, 0)


def _understood(tokens: list[tokenize.TokenInfo], first: int, last: int) -> Iterator[Comment]:
    for token in tokens:
        pragma = _PRAGMA.search(token.string)
        if pragma and _MEANT.match(pragma[1]):
            line = token.start[0]
            yield _comment(pragma[1].strip(), line, first or line, last or line)


def _comment(text: str, line: int, first: int, last: int) -> Comment:
    # Another tool's comment may follow: `reason # pragma: no cover`.
    text = re.split(r"\s#\s", text, maxsplit=1)[0].strip()
    ignore = _IGNORE.fullmatch(text)
    if ignore is None or ignore[2].startswith("["):
        wrong = "write '# graphdoctor: ignore[cause] reason'"
        return Comment(line, first, last, text, (), None, wrong)
    reason = ignore[2].lstrip(":-–— \t").strip() or None
    if ignore[1] is None:
        return Comment(line, first, last, "ignore", None, reason)
    causes = tuple(dict.fromkeys(name.strip() for name in ignore[1].split(",") if name.strip()))
    nameless = None if causes else "it names no cause: write 'ignore[cause]', or 'ignore' for every cause"
    return Comment(line, first, last, f"ignore[{', '.join(causes)}]", causes, reason, nameless)
