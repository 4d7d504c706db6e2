"""Where each recurrent layer's initial state comes from, as lines of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graphdoctor.report.words import Json, cells, clean, place, plural

_SOURCES = {
    "previous": "its own last state",
    "constant": "a constant",
    "variable": "a variable",
    "input": "an input",
    "unknown": "not known",
}


def table(rows: Sequence[Json], most: int = 12) -> Iterator[tuple[str, str, str]]:
    """(where, what, note) for each layer, `where` padded to one width: ``decoder  LSTM  a.py:14``, ``h, c: zeros``."""
    shown = sorted(rows, key=lambda row: row.get("severity", "ok") != "error")[:most]
    shown = [row for row in rows if row in shown]
    columns = [_where(row) for row in shown]
    widths = [max(cells(column[n]) for column in columns) for n in range(3)] if columns else []
    for row, column in zip(shown, columns, strict=True):
        padded = [text + " " * (width - cells(text)) for text, width in zip(column, widths, strict=True)]
        yield "  ".join(padded), what(row["states"]), clean(row.get("note") or "", 200)
    if len(rows) > len(shown):
        yield f"and {plural(len(rows) - len(shown), 'more layer')}", "", ""


def _where(row: Json) -> tuple[str, str, str]:
    location = row.get("location")
    return clean(row["layer"], 40), clean(row["layer_type"], 24), place(location) if location else ""


def what(states: Sequence[Json]) -> str:
    """``h: encoder h, c: encoder c``; states with the same source together: ``h, c: zeros``."""
    by_source: dict[str, list[str]] = {}
    for state in states:
        by_source.setdefault(_source(state), []).append(clean(state["name"], 24))
    return ", ".join(f"{', '.join(names)}: {source}" for source, names in by_source.items())


def _source(state: Json) -> str:
    source = state["source"]
    made = " ".join(clean(part, 40) for part in (state.get("layer"), state.get("state")) if part)
    note = f" {clean(state['note'], 80)}" if state.get("note") else ""
    if source == "stopped":
        return f"{made or 'something'} behind a stopped gradient"
    if source in ("layer", "variable") and made:
        return made + note
    return _SOURCES.get(source, clean(source, 24))
