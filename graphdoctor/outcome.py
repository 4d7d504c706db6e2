"""What the Python API returns: a report as an object."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from graphdoctor.errors import UserError
from graphdoctor.report.renderer import RENDERERS, RenderOptions
from graphdoctor.report.selection import active, counts
from graphdoctor.suppression import Wishes, suppress

if TYPE_CHECKING:
    import networkx as nx

    from graphdoctor.report.renderer import CauseDocument


@dataclass(frozen=True, eq=False, repr=False)
class Report:
    """The report on one training step. `data` is the JSON report as a dict; see its schema for what is in it."""

    data: dict[str, Any]
    _make_graph: Callable[[], Any] = field(repr=False)
    _graph: list[Any] = field(default_factory=list, repr=False)

    @property
    def variables(self) -> list[dict[str, Any]]:
        """Each variable with its verdict."""
        return list(self.data["variables"])

    @property
    def findings(self) -> list[dict[str, Any]]:
        """What is wrong, one finding per cause and place, less what a comment in the source accepts."""
        return active(self.data)

    @property
    def losses(self) -> list[dict[str, Any]]:
        """Each request for gradients that trains something."""
        return list(self.data["losses"])

    @property
    def notes(self) -> list[Any]:
        """What else there is to say, and what could not be decided."""
        return list(self.data["notes"])

    @property
    def ok(self) -> bool:
        """Whether no finding is worse than an info."""
        return not self.data["error"] and not counts(self.data, "warning")

    @property
    def graph(self) -> nx.MultiDiGraph[str]:
        """The step as a networkx graph (see `graph.index.to_networkx`), made when it is first asked for."""
        if not self._graph:
            self._graph.append(self._make_graph())
        found: nx.MultiDiGraph[str] = self._graph[0]
        return found

    def without(self, causes: Iterable[str] = (), variables: Iterable[str] = ()) -> Report:
        """The same report with the findings of these causes, and on variables of these names, accepted (names may
        hold ``*``). Raises `GraphDoctorError` for a cause that there is not."""
        known = [entry.name for entry in _causes()]
        ignored = tuple(causes)
        for name in ignored:
            if name not in known:
                raise UserError("unknown-cause", f"no cause is called {name!r}; graphdoctor rules lists them")
        wishes = Wishes(known, ignored=ignored, patterns=tuple(variables))
        return Report(suppress(self.data, wishes), self._make_graph, self._graph)

    def to_json(self) -> str:
        """The JSON report."""
        return json.dumps(self.data, indent=2) + "\n"

    def to_svg(self, **options: Any) -> str:
        """The drawing. Options: `focus`, `depth`, `full`, as on the command line."""
        return self._rendered("svg", **options)

    def to_html(self, **options: Any) -> str:
        """The page. Options as for `to_svg`."""
        return self._rendered("html", **options)

    def to_text(self, color: bool = False) -> str:
        """What the command prints."""
        return self._rendered("text", color=color)

    def __str__(self) -> str:
        return self.to_text()

    def __repr__(self) -> str:
        told = self.data["summary"]
        words = ", ".join(f"{count} {verdict}" for verdict, count in told.items() if count) or "no variables"
        return f"<Report on {self.data['target']}: {words}; {len(self.findings)} findings>"

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        """What IPython shows in a terminal: the text."""
        printer.text(self.to_text())

    def _repr_html_(self) -> str:
        """What a notebook shows: the text, and the drawing below it."""
        return f"<pre>{html.escape(self.to_text())}</pre>\n{self.to_svg()}"

    def _rendered(self, name: str, **options: Any) -> str:
        content = RENDERERS[name].render(self.data, RenderOptions(causes=tuple(_causes()), **options))
        return content if isinstance(content, str) else content.decode()


def _causes() -> list[CauseDocument]:
    from graphdoctor import diagnosis

    return sorted(diagnosis.catalogue(), key=lambda entry: entry.name)
