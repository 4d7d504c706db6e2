"""Sources of which a tape knows nothing: tensors that were there before it, and that nobody told it to watch."""

from __future__ import annotations

from typing import Any

from graphdoctor.capture.frames import Site
from graphdoctor.capture.recorder import SeenTape, Span, log
from graphdoctor.source import read_location


def unwatched(seen: SeenTape, source: Any) -> bool:
    """Whether a source is a tensor of which the tape has recorded nothing: TensorFlow answers None for it.

    What was computed while the tape recorded may have been made of something that it watches.
    """
    if (
        hasattr(source, "handle")
        or getattr(source, "_value", None) is not None
        or not hasattr(source, "dtype")
    ):
        return False
    if not seen.spans or any(source is watched for watched in seen.explicit):
        return False
    if hasattr(source, "_id") and not hasattr(source, "op"):
        return bool(source._id < seen.spans[0].uid)
    if not hasattr(source, "graph"):
        return False
    return source.op.type == "Const" or not any(_made_in(span, source) for span in seen.spans)


def tell_unwatched(site: Site | None) -> None:
    """A gradient with respect to a tensor trains nothing, so that it is no finding; but the script will get None."""
    if site is not None:
        at = read_location(site.file, site.line)
        cell = "" if at.cell is None else f"cell {at.cell}:"
        log.note(
            f"{at.file}:{cell}{at.line} asks for a gradient with respect to a tensor that the tape does not watch: "
            "TensorFlow answers None; tape.watch it in the block, before it is used"
        )


def _made_in(span: Span, tensor: Any) -> bool:
    """Whether a tensor is of a span's graph, and was made after it began, or of a graph within that one."""
    if tensor.graph is span.graph:
        return any(op is tensor.op for op in span.graph.get_operations()[span.start :])
    graph = span.graph
    while graph is not None:
        if graph is tensor.graph:
            return False
        graph = getattr(graph, "outer_graph", None)
    return True
