"""SVG shapes and texts as strings. Every text passes `words.clean` before it comes here, and is escaped here."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from graphdoctor.report.layout import Point, Route


def number(value: float) -> str:
    """As short as can be, always the same for the same value."""
    text = f"{value:.1f}"
    return text.removesuffix(".0").replace("-0", "0") if text in ("-0.0", "-0") else text.removesuffix(".0")


def attributes(**values: str | float | None) -> str:
    """Attributes with a space before each; ``_`` stands for ``-`` in names, ``class_`` for ``class``."""
    parts = []
    for name, value in values.items():
        if value is not None:
            text = value if isinstance(value, str) else number(value)
            parts.append(f" {name.rstrip('_').replace('_', '-')}={quoteattr(text)}")
    return "".join(parts)


def text(
    content: str, x: float, y: float, style: str, anchor: str | None = None, width: float | None = None
) -> str:
    """A line of text; `y` is its baseline. `width`: as wide as that, whatever the font that is at hand."""
    fit = None if width is None else "spacingAndGlyphs"
    more = attributes(class_=style, x=x, y=y, text_anchor=anchor, textLength=width, lengthAdjust=fit)
    return f'<text{more} xml:space="preserve">{escape(content)}</text>'


def tooltip(content: str) -> str:
    """What a browser shows when the element is pointed at."""
    return f"<title>{escape(content)}</title>" if content else ""


def rectangle(x: float, y: float, width: float, height: float, radius: float, style: str) -> str:
    """A rectangle with round corners."""
    more = attributes(class_=style, x=x, y=y, width=width, height=height, rx=radius)
    return f"<rect{more}/>"


def octagon(x: float, y: float, width: float, height: float, cut: float, style: str) -> str:
    """A rectangle with its corners cut off."""
    right, bottom = x + width, y + height
    corners = (
        (x + cut, y), (right - cut, y), (right, y + cut), (right, bottom - cut),
        (right - cut, bottom), (x + cut, bottom), (x, bottom - cut), (x, y + cut),
    )  # fmt: skip
    return polygon(corners, style)


def polygon(corners: Sequence[Point], style: str) -> str:
    """A closed shape."""
    points = " ".join(f"{number(x)},{number(y)}" for x, y in corners)
    return f"<polygon{attributes(class_=style)} points={quoteattr(points)}/>"


def cross(x: float, y: float, arm: float, style: str) -> str:
    """An X."""
    near, far = number(-arm), number(arm)
    way = f"M{near} {near}L{far} {far}M{near} {far}L{far} {near}"
    return f'<path{attributes(class_=style)} transform="translate({number(x)} {number(y)})" d="{way}"/>'


def curve(route: Route, style: str, to_start: bool = False, to_end: bool = False) -> str:
    """A route as a path; where asked for, on to the tips of its arrows."""
    first, *rest = route.points
    way = f"M{_at(route.start)}L{_at(first)}" if to_start and route.start else f"M{_at(first)}"
    for index in range(0, len(rest) - 2, 3):
        way += "C" + " ".join(_at(point) for point in rest[index : index + 3])
    if to_end and route.end:
        way += f"L{_at(route.end)}"
    return f"<path{attributes(class_=style)} d={quoteattr(way)}/>"


def arrow(tip: Point, foot: Point, long: float, wide: float, style: str) -> str:
    """A triangle at `tip`, away from `foot`."""
    dx, dy = tip[0] - foot[0], tip[1] - foot[1]
    length = (dx * dx + dy * dy) ** 0.5 or 1.0
    dx, dy = dx / length, dy / length
    back = (tip[0] - dx * long, tip[1] - dy * long)
    side = (-dy * wide / 2, dx * wide / 2)
    return polygon(
        (tip, (back[0] + side[0], back[1] + side[1]), (back[0] - side[0], back[1] - side[1])), style
    )


def _at(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"
