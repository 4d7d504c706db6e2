"""A plain layered layout, for machines without any Graphviz: each box below what feeds it, wires as curves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Point = tuple[float, float]
GAP_X, GAP_Y = 26.0, 44.0


def simple_layout(
    sizes: Sequence[tuple[str, float, float]],
    links: Sequence[tuple[str, str]],
    columns: Sequence[tuple[str, str]] = (),
) -> tuple[dict[str, Point], list[tuple[Point, ...]], tuple[float, float]]:
    """Centres by id, a cubic curve for each link, and the size of it all, in points. `sizes` are in an order in
    which data flows forward (a link that goes back is drawn, and ignored for the ranks). Of each pair in
    `columns` the second lies below the first."""
    extent = {name: (width, height) for name, width, height in sizes}
    rows = _rows([name for name, _, _ in sizes], [*links, *columns])
    wide = max((_row_width(row, extent) for row in rows), default=0.0)
    places: dict[str, Point] = {}
    top = 0.0
    for row in rows:
        tall = max(extent[name][1] for name in row)
        left = (wide - _row_width(row, extent)) / 2
        for name in row:
            places[name] = (left + extent[name][0] / 2, top + tall / 2)
            left += extent[name][0] + GAP_X
        top += tall + GAP_Y
    routes = [_curve(source, target, places, extent) for source, target in links]
    return places, routes, (wide, max(top - GAP_Y, 0.0))


def _rows(names: Sequence[str], links: Sequence[tuple[str, str]]) -> list[list[str]]:
    position = {name: index for index, name in enumerate(names)}
    before: dict[str, list[str]] = {name: [] for name in names}
    for source, target in links:
        if position[source] < position[target]:
            before[target].append(source)
    rank: dict[str, int] = {}
    for name in names:
        rank[name] = max((rank[source] + 1 for source in before[name]), default=0)
    rows: list[list[str]] = [[] for _ in range(max(rank.values(), default=-1) + 1)]
    for name in names:
        rows[rank[name]].append(name)
    # Each row in the order of what feeds it, so that fewer wires cross.
    column: dict[str, float] = {}
    for row in rows:
        row.sort(key=lambda name: (_middle([column[source] for source in before[name]]), position[name]))
        column.update((name, index / len(row)) for index, name in enumerate(row))
    return rows


def _middle(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.5


def _row_width(row: Sequence[str], extent: Mapping[str, tuple[float, float]]) -> float:
    return sum(extent[name][0] for name in row) + GAP_X * (len(row) - 1)


def _curve(
    source: str, target: str, places: Mapping[str, Point], extent: Mapping[str, tuple[float, float]]
) -> tuple[Point, ...]:
    (x0, y0), (x1, y1) = places[source], places[target]
    y0 += extent[source][1] / 2
    y1 -= extent[target][1] / 2
    bend = max((y1 - y0) / 2, 12.0)
    return ((x0, y0), (x0, y0 + bend), (x1, y1 - bend), (x1, y1))
