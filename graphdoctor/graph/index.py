"""The step as one networkx MultiDiGraph: an index over the records, made when somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from graphdoctor.graph.model import LIVE, StepGraph

if TYPE_CHECKING:
    import networkx as nx


def to_networkx(step: StepGraph, locate: Callable[[int], object] | None = None) -> nx.MultiDiGraph[str]:
    """Return the whole step as a MultiDiGraph.

    Nodes are op ids with `type`, `role`, `frame`, `layer` and, where `locate` tells it, `location` (the user's line;
    dear, since it walks the traceback of every op); edges run with the data and carry `port`, `input`, `dtype`,
    `shape`, and `gradient` (whether TensorFlow lets a gradient come back along it).
    """
    import networkx as nx  # not at the top: most commands never ask for it, and it takes a while

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    ids = unique_ids(step)
    for op, key in enumerate(ids):
        record = step.record(op)
        graph.add_node(
            key,
            type=record.type,
            role=record.role,
            frame=record.frame,
            layer=record.layer,
            name=record.name,
        )
        if locate is not None:
            graph.nodes[key]["location"] = locate(op)
    for op, refs in enumerate(step.inputs):
        answers = step.answers(op) if refs else ()
        for position, ref in enumerate(refs):
            passes = step.differentiable(ref) and position < len(answers) and answers[position] == LIVE
            graph.add_edge(
                ids[ref[0]],
                ids[op],
                port=ref[1],
                input=position,
                dtype=step.dtype(ref),
                shape=step.shape(ref),
                gradient=passes,
            )
    return graph


def unique_ids(step: StepGraph) -> list[str]:
    """Stable string ids for all ops, made unique with ` #2`, ` #3`, … in creation order."""
    seen: dict[str, int] = {}
    ids = []
    for op in range(len(step)):
        key = step.op_id(op)
        seen[key] = seen.get(key, 0) + 1
        ids.append(key if seen[key] == 1 else f"{key} #{seen[key]}")
    return ids
