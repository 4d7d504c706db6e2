"""What reports are drawn as, kept in `golden/`; `make golden` writes it anew, for a look at what has changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from graphdoctor.report.renderer import RENDERERS, RenderOptions
from tests.report import fixtures
from tests.report.recordings import SCRIPTS, recorded

FOLDER = Path(__file__).parent / "golden"
SVG = "{http://www.w3.org/2000/svg}"
REPORTS = {
    "broken": fixtures.encoder_decoder(),
    "healthy": fixtures.encoder_decoder(broken=False),
    "gan": fixtures.gan(),
    "big": fixtures.big(),
    "hostile": fixtures.hostile(),
    "failed": fixtures.failed(),
    "transformer": fixtures.transformer(),
    "parallel": fixtures.parallel(),
    "crashed": fixtures.crashed(),
    "branches": fixtures.branches(),
    "bare": {**fixtures.encoder_decoder(), "drawing": None},
}
DRAWN = {**REPORTS, **{f"recorded_{name}": recorded(name) for name in SCRIPTS}}
LARGE = ("big", "parallel")  # their golden files would be longer than anybody reads


def render(name: str, report: fixtures.Json, **options: object) -> str:
    """A report in one of the formats that are text."""
    rendered = RENDERERS[name].render(report, RenderOptions(**options))  # type: ignore[arg-type]
    assert isinstance(rendered, str)
    return rendered


def files() -> list[str]:
    """The names of all golden files."""
    shown = [name for name in DRAWN if name not in LARGE]
    return [*(f"{name}.dot" for name in shown), *(f"{name}.svg.txt" for name in shown), "broken.json"]


def content(file: str) -> str:
    """What a golden file has to hold."""
    name, _, kind = file.partition(".")
    if kind == "svg.txt":
        return skeleton(render("svg", DRAWN[name]))
    return render(kind, DRAWN[name])


def skeleton(svg: str) -> str:
    """What a picture holds, less where it stands: elements with classes and texts, indented as they are nested."""
    return "\n".join(_lines(ElementTree.fromstring(svg), 0)) + "\n"


def _lines(element: ElementTree.Element, depth: int) -> Iterator[str]:
    name = element.tag.removeprefix(SVG)
    if name == "style":
        return
    words = [name, *(f"{key}={element.get(key)}" for key in ("class", "id", "data-wire") if element.get(key))]
    text = (element.text or "").strip()
    yield "  " * depth + " ".join(words) + (f": {text!r}" if text else "")
    for child in element:
        yield from _lines(child, depth + 1)


if __name__ == "__main__":
    for file in files():
        (FOLDER / file).write_text(content(file), encoding="utf-8")
