"""The user's names for tensors: what an expression must be, at a line, to mean the output of some call."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graphdoctor.diagnosis.calls import layer_call
from graphdoctor.diagnosis.evidence import Evidence
from graphdoctor.diagnosis.held import Held, held, visible
from graphdoctor.diagnosis.usercode import UserCode, code_at, parameters
from graphdoctor.graph.model import StepGraph
from graphdoctor.source import Location


@dataclass(frozen=True, slots=True)
class Producer:
    """One call of a layer: tensors are ops in a real call, tensor ids in a functional model's node."""

    name: str
    type: str
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    parent: int | None


class Names:
    """Names of the tensors of one step (or, `symbolic`, of the functional models that the script put together)."""

    def __init__(self, step: StepGraph, evidence: Evidence, symbolic: bool) -> None:
        self.evidence = evidence
        self.symbolic = symbolic
        self.overwritten: tuple[str, int] | None = (
            None  # a parameter that held the tensors, and the line it lost them
        )
        self.producers = _of_nodes(evidence) if symbolic else _of_calls(step)

    def listed(self, tensors: Sequence[int], at: Location | None, user: int | None = None) -> str | None:
        """An expression for a list of tensors, at a line, for the call `user`: `[h, c]`, `outputs[1:]`, `states`."""
        later = code_at(at)
        if later is None or at is None:
            return None
        for producer, code, call in self._makers(set(tensors)):
            kept = held(code, call, len(producer.outputs))
            ports = tuple(producer.outputs.index(t) for t in tensors if t in producer.outputs)
            text = kept.several(ports) if kept is not None and len(ports) == len(tensors) else None
            if (
                kept is not None
                and text is not None
                and self._reaches(kept, text, ports, code, call, later, at)
            ):
                return text
        texts = [self.one(t, at, user) for t in tensors]
        if all(texts):
            return f"[{', '.join(t for t in texts if t)}]"
        return self._parameter(tensors, later, at, user)

    def one(self, tensor: int, at: Location | None, user: int | None = None) -> str | None:
        """An expression for one tensor at a line."""
        later = code_at(at)
        if later is None or at is None:
            return None
        for producer, code, call in self._makers({tensor}):
            kept = held(code, call, len(producer.outputs))
            port = producer.outputs.index(tensor)
            text = kept.one(port) if kept is not None else None
            if kept is not None and text and visible(code, call.lineno, later, at.line, kept.roots[text]):
                return text
        return self._of_op(tensor, later, at) or self._parameter([tensor], later, at, user)

    def mentions(self, tensors: Sequence[int], user: int) -> bool:
        """Whether the call `user` names one of the tensors, whatever it does with it: `zeros_like(state)`."""
        found = self.call_of(user)
        if found is None:
            return False
        names = {
            ast.unparse(node) for node in ast.walk(found[1]) if isinstance(node, (ast.Name, ast.Attribute))
        }
        at = self.place(user)
        return any(self.one(tensor, at) in names for tensor in tensors)

    def call_of(self, index: int) -> tuple[UserCode, ast.Call] | None:
        """The call of a producer in the source."""
        producer, where = self.producers[index], self.place(index)
        code = code_at(where)
        if code is None or where is None:
            return None
        call = layer_call(code, where.line, producer.name, producer.type)
        return None if call is None else (code, call)

    def place(self, index: int) -> Location | None:
        """The user's line of a producer."""
        return self.evidence.locate_node(index) if self.symbolic else self.evidence.locate_call(index)

    def _makers(self, tensors: set[int]) -> Iterator[tuple[Producer, UserCode, ast.Call]]:
        """The calls that return all of the tensors."""
        for index, producer in enumerate(self.producers):
            if tensors <= set(producer.outputs):
                found = self.call_of(index)
                if found is not None:
                    yield producer, *found

    def _reaches(
        self,
        kept: Held,
        text: str,
        ports: tuple[int, ...],
        code: UserCode,
        call: ast.Call,
        later: UserCode,
        at: Location,
    ) -> bool:
        roots = [kept.roots[text]] if text in kept.roots else [kept.roots[kept.one(p) or ""] for p in ports]
        return all(visible(code, call.lineno, later, at.line, root) for root in roots)

    def _of_op(self, tensor: int, later: UserCode, at: Location) -> str | None:
        """The name that a line gives to the one value that it computes without a layer."""
        where = None if self.symbolic else self.evidence.locate(tensor)
        code = code_at(where)
        if code is None or where is None or any(tensor in p.outputs for p in self.producers):
            return None
        statement = code.statement(where.line)
        if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
            return None
        target = statement.targets[0]
        if not isinstance(target, (ast.Name, ast.Attribute)):
            return None
        text = code.source(target)
        return text if visible(code, where.line, later, at.line, text) else None

    def _parameter(
        self, tensors: Sequence[int], later: UserCode, at: Location, user: int | None
    ) -> str | None:
        """The parameter by which the layer around a call was given the tensors."""
        outer = self.producers[user].parent if user is not None else None
        found = self.call_of(outer) if outer is not None else None
        if outer is None or found is None:
            return None
        code, call = found
        scope = later.scope(at.line)
        names = parameters(scope)[1:]
        inputs, place = self.producers[outer].inputs, self.place(outer)
        if any(isinstance(a, ast.Starred) for a in call.args) or len(call.args) > len(names):
            return None
        text = self.listed(tensors, place, outer) if len(tensors) > 1 else self.one(tensors[0], place, outer)
        for name, argument in zip(names, call.args, strict=False):
            alone = len(tensors) == 1 and len(call.args) == len(inputs)
            same = code.source(argument) == text
            if alone and inputs[call.args.index(argument)] == tensors[0]:
                same = True
            lost = [bound for bound in later.stores(scope, name) if bound < at.line]
            if same and lost:
                self.overwritten = (name, lost[-1])
            elif same:
                return name
        return None


def _of_calls(step: StepGraph) -> list[Producer]:
    return [
        Producer(
            call.name,
            call.type,
            tuple(op for op, _ in call.inputs),
            tuple(op for op, _ in call.outputs),
            call.parent,
        )
        for call in step.calls
    ]


def _of_nodes(evidence: Evidence) -> list[Producer]:
    return [Producer(node.name, node.type, node.inputs, node.outputs, None) for node in evidence.nodes()]
