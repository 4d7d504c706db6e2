"""Where a tensor that a recurrent layer starts from comes from: walked back to the first things with a name."""

from __future__ import annotations

from dataclasses import dataclass, field

from graphdoctor.analysis.verdicts import Judged
from graphdoctor.diagnosis.evidence import Recurrent
from graphdoctor.graph.model import ARG, VAR

_MOST = 4000  # ops looked at for one state


@dataclass(frozen=True, slots=True)
class Origin:
    """source: "layer", "previous", "stopped", "zeros", "constant", "variable" or "input"; state: "h", "output", …"""

    source: str
    layer: str | None = None
    state: str | None = None
    layer_key: int | None = None


@dataclass(slots=True)
class Origins:
    """The origins of tensors in one step. Of `calls` the outer ones come first."""

    judged: Judged
    calls: list[Recurrent]
    _made: dict[int, tuple[Recurrent, str]] = field(default_factory=dict)
    _layers: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for call in self.calls:
            for number, op in enumerate(call.final):
                name = call.names[number] if number < len(call.names) else "h"
                self._made.setdefault(op, (call, name))
            for op in call.outputs:
                self._made.setdefault(op, (call, "output"))
        for layer in self.judged.step.calls:
            for op, _ in layer.outputs:
                self._layers.setdefault(op, layer.name)

    def of(self, start: int, layer_key: int) -> list[Origin]:
        """All origins of a tensor that the layer `layer_key` starts from, each once, nearest first."""
        found: dict[Origin, None] = {}
        stack, seen = [(start, False)], {(start, False)}
        while stack and len(seen) < _MOST:
            op, stopped = stack.pop(0)
            stopped = stopped or self.judged.step.types[op] == "StopGradient"
            origin = self._named(op, layer_key, stopped)
            if origin is not None:
                found.setdefault(origin)
                continue
            for source, port in self.judged.step.inputs[op]:
                if self.judged.step.differentiable((source, port)) and (source, stopped) not in seen:
                    seen.add((source, stopped))
                    stack.append((source, stopped))
        return list(found) or self._layer(start)

    def _named(self, op: int, layer_key: int, stopped: bool) -> Origin | None:
        """What an op is by itself; None where one has to look further back."""
        step = self.judged.step
        made = self._made.get(op)
        if made is not None:
            call, state = made
            if call.layer_key == layer_key:
                return Origin("previous", call.name, state, call.layer_key)
            return Origin("stopped" if stopped else "layer", call.name, state, call.layer_key)
        if step.roles[op] == VAR:
            return Origin("variable", step.variables[step.handles[op]].name)
        if not step.dtypes[op]:
            return None
        if self.judged.walker.facts.is_zero((op, 0)):
            return Origin("zeros")
        if step.types[op] in ("Const", "Fill", "OnesLike"):
            return Origin("constant")
        if step.types[op] == "Placeholder" or (step.roles[op] == ARG and not step.inputs[op]):
            return Origin("input")
        return None

    def _layer(self, op: int) -> list[Origin]:
        return [Origin("layer", self._layers[op])] if op in self._layers else []

    def chosen(self, start: int, layer_key: int) -> tuple[Origin, list[Origin]]:
        """The origin that tells most of a tensor, and the others of the same kind."""
        found = self.of(start, layer_key)
        outer = [o for o in found if o.source != "previous"]
        for kind in ("layer", "stopped"):
            same = [o for o in outer if o.source == kind]
            if same:
                return same[0], same[1:]
        if start in self._layers and any(o.source == "variable" for o in outer):
            return Origin("layer", self._layers[start]), []  # a Dense that makes the state of something else
        for kind in ("variable", "input", "constant", "zeros"):
            same = [o for o in outer if o.source == kind]
            if same:
                return same[0], []
        return (found[0], []) if found else (Origin("unknown"), [])
