"""What a format is, and the registry of formats."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from graphdoctor.registry import Registry

Report = Mapping[str, Any]
"""A report as `report/schema.json` describes it."""


class CauseDocument(Protocol):
    """What is written about a cause; `graphdoctor.diagnosis.catalogue()` gives one for each."""

    @property
    def name(self) -> str: ...
    @property
    def severity(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def explain(self) -> str: ...
    @property
    def bad(self) -> str: ...
    @property
    def good(self) -> str: ...


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """What a caller may ask of a format; a `Renderer` names in `accepts` what means something to it.

    color: ANSI colours in the text. focus: the variable or layer whose surroundings are drawn. depth: how
    many levels of nested models are drawn open. full: draw every box, however many. causes: the documents of
    the causes, for formats that carry a rule table or an explanation.
    """

    color: bool = False
    focus: str | None = None
    depth: int | None = None
    full: bool = False
    causes: tuple[CauseDocument, ...] = field(default=())


Render = Callable[[Report, RenderOptions], "str | bytes"]


@dataclass(frozen=True, slots=True)
class Renderer:
    """A format: its name, the suffix that picks it (None: stdout only), a line for ``--help``, its work.

    pictured: it shows the drawing, or the ways of gradients that arrive; one of findings alone needs neither.
    """

    name: str
    suffix: str | None
    description: str
    render: Render
    accepts: frozenset[str] = frozenset()
    binary: bool = False
    pictured: bool = True


RENDERERS: Registry[Renderer] = Registry("format", "graphdoctor.report")


def renderer(
    name: str,
    suffix: str | None,
    description: str,
    accepts: frozenset[str] = frozenset(),
    pictured: bool = True,
) -> Callable[[Render], Render]:
    """Registers the decorated function as the format `name`."""

    def register(render: Render) -> Render:
        RENDERERS.add(name, Renderer(name, suffix, description, render, accepts, pictured=pictured))
        return render

    return register


def by_suffix(suffix: str) -> Renderer | None:
    """The format of files with that suffix (``.svg``, in any case), if there is one."""
    wanted = suffix.lower()
    return next((entry for entry in RENDERERS.values() if entry.suffix == wanted), None)


DRAWING_OPTIONS = frozenset({"focus", "depth", "full"})
"""What every format that carries the drawing accepts."""
