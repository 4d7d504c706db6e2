"""The drawing of a functional model that failed while it was put together: the layers that lead to the failing call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from graphdoctor.diagnosis.boxes import spelled
from graphdoctor.diagnosis.evidence import Evidence, Node
from graphdoctor.diagnosis.unfinished import Crash

_MOST = 2000  # nodes


def wired_drawing(
    nodes: Sequence[Node],
    evidence: Evidence,
    crash: Crash,
    layer: tuple[int, str, str],
    inputs: Sequence[int],
) -> dict[str, Any]:
    """As the report has it. layer: the key, the name and the type of the one whose call failed; inputs: the symbolic
    tensors that it was given."""
    maker = {tensor: node for node in nodes for tensor in node.outputs}
    shown = _before(inputs, maker)
    names = {node.index: f"b{number}" for number, node in enumerate(shown)}
    owned: dict[int | None, list[str]] = {}
    for variable in evidence.step.variables:
        owned.setdefault(variable.layer_key, []).append(variable.name)
    boxes = [_box(names[node.index], node, evidence, owned) for node in shown]
    failed = f"b{len(shown)}"
    boxes.append(_entry(failed, layer[1], layer[2], owned.get(layer[0], ()), crash.location) | {
        "status": "crashed", "message": crash.message, "finding": crash.finding,
    })  # fmt: skip
    wires = [(tensor, names[node.index]) for node in shown for tensor in node.inputs if tensor in maker]
    edges = [_edge(maker[tensor], tensor, target, names) for tensor, target in wires]
    given = {"kind": "crash", "finding": crash.finding}
    edges += [_edge(maker[tensor], tensor, failed, names) | given for tensor in inputs if tensor in maker]
    for order, box in enumerate(boxes):
        box["order"] = order
    return {"boxes": boxes, "edges": edges, "insides": []}


def _before(tensors: Iterable[int], maker: dict[int, Node]) -> list[Node]:
    """The nodes that some tensors are made by, in the order in which they were wired."""
    stack = [maker[tensor] for tensor in tensors if tensor in maker]
    seen = {node.index: node for node in stack}
    while stack and len(seen) < _MOST:
        for tensor in stack.pop().inputs:
            node = maker.get(tensor)
            if node is not None and node.index not in seen:
                seen[node.index] = node
                stack.append(node)
    return [seen[index] for index in sorted(seen)]


def _box(name: str, node: Node, evidence: Evidence, owned: dict[int | None, list[str]]) -> dict[str, Any]:
    where = evidence.locate_node(node.index)
    variables = [variable for key in (node.layer_key, *sorted(node.inner)) for variable in owned.get(key, ())]
    box = _entry(name, node.name, node.type, variables, where.to_json() if where is not None else None)
    return box | {
        "kind": "layer" if node.inputs else "input",
        "shape": ", ".join(spelled(shape) for shape in node.shapes) or None,
    }


def _entry(name: str, label: str, kind: str, variables: Iterable[str], where: Any) -> dict[str, Any]:
    return {
        "id": name, "label": label, "kind": "layer", "type": kind, "parent": None, "shape": None,
        "location": dict(where) if where is not None else None, "variables": list(variables), "status": "none",
        "on_gradient_path": False, "ops": 0, "finding": None, "inside": None,
    }  # fmt: skip


def _edge(source: Node, tensor: int, target: str, names: dict[int, str]) -> dict[str, Any]:
    shape = source.shapes[source.outputs.index(tensor)]
    return {
        "source": names[source.index], "target": target, "kind": "data", "label": spelled(shape), "finding": None,
    }  # fmt: skip
