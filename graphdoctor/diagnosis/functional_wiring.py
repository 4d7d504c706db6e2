"""Layers and encoders that were called on symbolic tensors, and lie outside of the functional model that trains."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graphdoctor.diagnosis.evidence import Evidence, Node, Recurrent
from graphdoctor.diagnosis.wiring import fits
from graphdoctor.graph.model import StepGraph


class FunctionalWiring:
    """As `Wiring`, over the nodes of functional models: each node is one call of a layer."""

    def __init__(self, step: StepGraph, evidence: Evidence) -> None:
        self.step = step
        self.evidence = evidence

    def outside_model(self, variable: int) -> tuple[int, Recurrent | None, Recurrent | None] | None:
        """(node, encoder, decoder) for a variable of a layer that was called, but not in a model that trains."""
        nodes = self.evidence.nodes()
        layer = self.step.variables[variable].layer_key
        mine = [n for n in nodes if n.layer_key == layer] or [n for n in nodes if layer in n.inner]
        if not mine or any(n.in_model for n in mine):
            return None
        # a model of its own, which this step has nothing to do with unless it gives its states away
        apart = mine[-1].whole is not None and not (mine[-1].shared or mine[-1].used)
        flow = downstream(nodes, mine)
        if any(n.in_model for n in flow):
            return None
        taken = {t for n in nodes for t in n.inputs} if apart else set()
        for node in flow:
            if node.recurrent is not None and node.recurrent.final:
                if apart and (not node.recurrent.returns_state or taken & set(node.recurrent.final)):
                    continue
                decoder = self._decoder_node(node.recurrent, nodes, flow)
                if decoder is not None:
                    return mine[-1].index, node.recurrent, decoder
        return None if apart else (mine[-1].index, None, None)

    def last_outside(self, node: int) -> int:
        """The last call of a chain of layers that are all outside of the model: what it makes is what nobody takes."""
        nodes = self.evidence.nodes()
        trained = {v.layer_key for v in self.step.variables if v.trainable}
        kept = {n.layer_key for n in nodes if n.in_model}
        chain = downstream(nodes, [n for n in nodes if n.index == node])
        ends = [
            n for n in chain
            if n.layer_key not in kept and n.whole is None and trained & {n.layer_key, *n.inner}
        ]  # fmt: skip
        return ends[-1].index if ends else node

    def lost_calls(self, decoder: Recurrent) -> list[Recurrent]:
        """The encoders this decoder could take that no model contains, and of which nothing in a model is made."""
        nodes = self.evidence.nodes()
        found = []
        for node in nodes:
            encoder = node.recurrent
            if encoder is None or not encoder.final or node.in_model or node.whole is not None:
                continue
            flow = downstream(nodes, [node])
            taker = None if any(n.in_model for n in flow) else self._decoder_node(encoder, nodes, flow)
            if taker is not None and taker.key == decoder.key:
                found.append(encoder)
        return found

    def other_calls(self, encoder: Recurrent, decoder: Recurrent) -> list[Recurrent]:
        """The decoders beside this one, not behind it, that start from nothing, as this one does."""
        nodes = self.evidence.nodes() if not decoder.initial else []
        flow = downstream(nodes, [n for n in nodes if n.index == encoder.key])
        behind = {
            t for n in downstream(nodes, [n for n in nodes if n.index == decoder.key]) for t in n.outputs
        }
        return [
            d for d in self._decoder_nodes(encoder, nodes, {t for n in flow for t in n.outputs})
            if d.layer_key != decoder.layer_key and not d.initial and not behind & set(d.inputs)
        ]  # fmt: skip

    def doubled(self, encoder: Recurrent, decoder: Recurrent) -> bool:
        """As `Wiring.doubled`: a start that is joined of one tensor twice, shaped as the encoder's state."""
        nodes = self.evidence.nodes()
        shapes = {tensor: shape for n in nodes for tensor, shape in zip(n.outputs, n.shapes, strict=False)}
        wanted = {shapes.get(tensor) for tensor in encoder.final} - {None}
        joined = [n.inputs for n in nodes if set(n.outputs) & set(decoder.initial or ())]
        return any(parts.count(t) > 1 and shapes.get(t) in wanted for parts in joined for t in parts)

    def _decoder_node(self, encoder: Recurrent, nodes: Iterable[Node], flow: list[Node]) -> Recurrent | None:
        """The first decoder that could take the state, rather one whose start is no layer's or given twice."""
        taken: set[int] = set()
        second: Recurrent | None = None
        for decoder in self._decoder_nodes(encoder, nodes, {t for n in flow for t in n.outputs}):
            initial = set(decoder.initial or ())
            if not initial or initial & taken or self.doubled(encoder, decoder):
                return decoder
            taken |= initial
            second = second or decoder
        return second

    def _decoder_nodes(
        self, encoder: Recurrent, nodes: Iterable[Node], made: set[int]
    ) -> Iterator[Recurrent]:
        for node in nodes:
            decoder = node.recurrent
            if decoder is None or not node.in_model or node.layer_key == encoder.layer_key:
                continue
            if decoder.initial and decoder.initial == node.inputs:
                continue  # a layer of the user's own around a recurrent one
            if (
                decoder.order <= encoder.order
                or not (fits(encoder, decoder) or self.doubled(encoder, decoder))
                or made & set(decoder.initial or ())
            ):
                continue
            if encoder.returns_state or not self._reads_along(encoder, node):
                yield decoder

    def _reads_along(self, encoder: Recurrent, node: Node) -> bool:
        """A layer beside another one, on the same input, is a rival of it rather than its encoder."""
        return bool(set(encoder.inputs) & set(node.inputs))


def downstream(nodes: Iterable[Node], starts: Iterable[Node]) -> list[Node]:
    """The nodes that are computed from the given ones, these first."""
    found = list(starts)
    known = {n.index for n in found}
    tensors = {t for n in found for t in n.outputs}
    for node in nodes:  # nodes come in the order in which they were made: inputs before what uses them
        if node.index not in known and tensors & set(node.inputs):
            found.append(node)
            known.add(node.index)
            tensors.update(node.outputs)
    return found


def called_at(nodes: Iterable[Node], decoder: Recurrent) -> int:
    """The node at which a decoder gets its state: of the model around it, where that takes the state as an input."""
    every = list(nodes)
    inputs = {t for node in every if not node.inputs for t in node.outputs}
    if not decoder.initial or not inputs.issuperset(decoder.initial):
        return decoder.key
    around = (n.index for n in every if n.in_model and decoder.layer_key in n.inner)
    return next(around, decoder.key)
