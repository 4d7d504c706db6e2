"""A table in plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graphdoctor.report.words import cells

GAP = "  "


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The lines of a table whose columns are as wide as what is in them; the last one is never padded. The texts
    are clean already."""
    widths = [max(cells(row[column]) for row in (head, *rows)) for column in range(len(head))]
    for row in (head, ["-" * width for width in widths[:-1]] + ["-" * len(head[-1])], *rows):
        padded = [text + " " * (width - cells(text)) for text, width in zip(row[:-1], widths, strict=False)]
        yield GAP.join([*padded, row[-1]]).rstrip()
