"""Training steps written as lines of text, for tests that need no TensorFlow.

w[3, 2]: var                        a variable; then any of `frozen`, `library`, `layer=Dense`, `from=h`
x[4, 3] = Placeholder()             an op; a shape and a dtype may follow each of its names: `i[4] int32 = …`
z = 0.0                             a constant, `[0, 1]` too
h = MatMul(x, w)                    reads the variable by an op of its own, `w/read`; `&w` is its handle
AssignVariableOp(&w, h)             an op without outputs
p = Pack(x, h) axis=0 @dense        attributes, the layer that was called
a, b = IdentityN(x, h) ! none live  what the gradient function answers, per input
def f(a): / return a                the body of a function (indented), laid out for each call
y = PartitionedCall(h) of=f         also `While(h) of=f turns=3`, `If(p, h) of=f,g`
tape / end / stop / resume          what the next request's tape records; without them it records everything
watch w                             … and watches
grad h -> w, x                      a request; `dw`, `dx` are what it answers; then `not through z`, `inner`
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from graphdoctor.analysis.reach import Walker
from graphdoctor.analysis.verdicts import Judged, judge
from graphdoctor.graph.check import check_step
from graphdoctor.graph.model import (
    ARG,
    CALL,
    LIVE,
    NONE,
    RET,
    VAR,
    ZERO,
    Frame,
    LayerCall,
    Mask,
    Ref,
    Request,
    Source,
    StepGraph,
    Variable,
)

ANSWERS = dict.fromkeys(
    "StopGradient ArgMax Round PyFunc OneHot Shape Equal AssignVariableOp AssignAddVariableOp".split(), NONE
) | {"Sign": ZERO, "Floor": ZERO, "ZerosLike": ZERO}
"""The op types through which no gradient comes back; all others pass it to all inputs."""
MOVES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "First": lambda places: places[0],
    "Second": lambda places: places[1],
    "Last": lambda places: places[-1],
    "Flat": lambda places: places.reshape(-1),
    "Turned": lambda places: places.T,
    "FirstHalf": lambda places: places[: len(places) // 2],
    "FirstOfEach": lambda places: places[:, 0],
    "LastOfEach": lambda places: places[:, -1],
}
"""Kinds of op that do not exist in TensorFlow, and how they move the elements of their input."""
CALLS = ("PartitionedCall", "StatefulPartitionedCall", "While", "StatelessWhile", "If", "Case")
KINDS = {"While": "while-body", "StatelessWhile": "while-body", "If": "branch", "Case": "branch"}

_LEFT = re.compile(r"(\w+)\s*(\[[^\]]*\])?\s*(\w+)?$")
_RIGHT = re.compile(r"(\w+)\(([^)]*)\)\s*(.*)$")
Shape = tuple[int | None, ...] | None


@dataclass
class FakeOracle:
    """Answers by the op's type, unless the line says what is answered."""

    step: StepGraph
    said: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def gradients(self, op: int) -> Sequence[str]:
        count = len(self.step.inputs[op])
        if op in self.said:
            return self.said[op]
        if not any(self.step.differentiable((op, port)) for port in range(len(self.step.dtypes[op]))):
            return (NONE,) * count
        return (ANSWERS.get(self.step.types[op], LIVE),) * count

    def selects(self, op: int) -> bool:
        """An op of the kinds in `MOVES` says what it reads of its first input."""
        return self.step.types[op] in MOVES

    def pull(self, op: int, asked: Sequence[Mask | None]) -> Sequence[Mask | None]:
        """What the elements that are asked for were, by moving their places as the op moves elements."""
        step = self.step
        shapes = [step.shape(ref) for ref in step.inputs[op]]
        kind = step.types[op]
        if kind == "Pack" and asked[0] is not None:
            return [np.take(asked[0], n, step.attrs[op]["axis"]) for n in range(len(shapes))]
        if kind in ("Tanh", "RealDiv"):
            return [asked[0], *[None] * (len(shapes) - 1)]
        if kind not in MOVES:
            return [None] * len(shapes)
        shape = tuple(int(n or 0) for n in shapes[0] or ())
        places = MOVES[kind](np.arange(int(np.prod(shape))).reshape(shape))
        kept = places if asked[0] is None else places[asked[0]]
        mask = np.zeros(int(np.prod(shape)), bool)
        mask[kept.reshape(-1)] = True
        return [mask.reshape(shape), *[None] * (len(shapes) - 1)]


@dataclass
class Built:
    """A step and the names of its ops; an op within a call of `f` is `f::name`, within its second call `f_1::name`."""

    step: StepGraph
    ops: dict[str, int]
    variables: dict[str, int]

    def judged(self) -> Judged:
        return judge(self.step)

    def named(self, variables: Iterable[int]) -> set[str]:
        """The names of some variables."""
        return {self.step.variables[index].name for index in variables}

    def reached(self) -> tuple[set[str], set[str]]:
        """The variables that the first request's gradient reaches, and those it answers with a tensor."""
        found = Walker(self.step).reach(self.step.requests[0])
        live, answered = (
            {name for name in self.variables if self.ops[name] in ops} for ops in (found.live, found.answered)
        )
        return live, answered


def build(text: str, *, eager: bool = False) -> Built:
    """The step that the lines describe; it keeps the invariants."""
    builder = _Builder(eager)
    builder.read(text)
    check_step(builder.step)
    return Built(builder.step, builder.ops, builder.variables)


class _Scope:
    """The names, the tape and the creation order of one body."""

    def __init__(self, frame: int, names: dict[str, Ref]) -> None:
        self.frame = frame
        self.names = names
        self.order = 0
        self.spans: list[list[int]] = []
        self.stopped: list[list[int]] = []
        self.watched: set[str] = set()


class _Builder:
    def __init__(self, eager: bool) -> None:
        self.step = StepGraph(frames=[Frame(0, -1, -1, "root", "", eager)])
        self.oracle = FakeOracle(self.step)
        self.step.oracle = self.oracle
        self.ops: dict[str, int] = {}
        self.variables: dict[str, int] = {}
        self.bodies: dict[str, tuple[list[str], list[str]]] = {}
        self.layers: dict[str, int] = {}

    def read(self, text: str) -> None:
        main: list[str] = []
        body = main
        for raw in text.splitlines():
            line = raw.split("#")[0].rstrip()
            if found := re.match(r"\s*def (\w+)\(([^)]*)\):", line):
                body = []
                self.bodies[found[1]] = (_split(found[2]), body)
                depth = len(line) - len(line.lstrip())
            elif line.strip():
                if body is not main and len(line) - len(line.lstrip()) <= depth:
                    body = main
                body.append(line.strip())
        self._lines(_Scope(0, {}), main)

    def _lines(self, scope: _Scope, lines: list[str]) -> list[Ref]:
        for line in lines:
            word, _, rest = line.partition(" ")
            if word == "return":
                return [scope.names[name] for name in _split(rest)]
            if word == "grad":
                self._grad(scope, rest)
            elif word in ("tape", "stop"):
                (scope.spans if word == "tape" else scope.stopped).append([scope.order, 1 << 30])
            elif word in ("end", "resume"):
                (scope.spans if word == "end" else scope.stopped)[-1][1] = scope.order
            elif word == "watch":
                scope.watched |= set(_split(rest))
            elif found := re.match(r"(.*): var\b(.*)", line):
                self._variable(scope, found[1], found[2].split())
            else:
                self._op(scope, line)
        return []

    def _variable(self, scope: _Scope, left: str, options: list[str]) -> None:
        name, shape, dtype = _target(left)
        values = dict(o.split("=") for o in options if "=" in o)
        op = self.step.add("Variable", name, role=VAR, frame=0, order=-1, dtypes=("resource",), shapes=((),))
        index = self.variables[name] = len(self.step.variables)
        self.step.variables.append(
            Variable(
                index,
                name,
                shape or (),
                dtype,
                trainable="frozen" not in options,
                layer_type=values.get("layer"),
                library="library" in options,
            )
        )
        self.step.handles[op] = index
        if "from" in values:
            self.step.initial[index] = scope.names[values["from"]][0]
        self._name(scope, name, (op, 0))

    def _op(self, scope: _Scope, line: str) -> None:
        left, equals, right = line.partition(" = ")
        targets = [_target(part) for part in _split(left)] if equals else []
        right = right if equals else left
        found = _RIGHT.match(right)
        if found is None:
            self._constant(scope, targets[0][0], np.asarray(ast.literal_eval(right)))
            return
        kind, arguments, rest = found.groups()
        options = dict(part.split("=") for part in rest.split(" ! ")[0].split() if "=" in part)
        if kind in CALLS:
            self._call(scope, kind, [scope.names[a.lstrip("&")] for a in _split(arguments)], targets, options)
            return
        inputs = [self._argument(scope, a) for a in _split(arguments)]
        op = self._add(scope, kind, targets[0][0] if targets else kind, inputs, targets)
        attrs = {key: int(value) for key, value in options.items()}
        if attrs:
            self.step.attrs[op] = attrs
        if "!" in rest:
            self.oracle.said[op] = tuple(rest.split("!")[1].split())
        if layer := re.search(r"@(\w+)", rest):
            self.step.layer_call[op] = self._layer(layer[1])
        for port, (name, _, _) in enumerate(targets):
            self._name(scope, name, (op, port))

    def _constant(self, scope: _Scope, name: str, value: np.ndarray) -> None:
        value = value.astype("int32" if value.dtype.kind == "i" else "float32")
        op = self._add(scope, "Const", name, [], [(name, value.shape, str(value.dtype))])
        self.step.consts[op] = value
        self._name(scope, name, (op, 0))

    def _argument(self, scope: _Scope, text: str) -> Ref:
        ref = scope.names[text.lstrip("&")]
        if text.startswith("&") or self.step.dtype(ref) != "resource":
            return ref
        variable = ref[0]
        while self.step.inputs[variable]:
            variable = self.step.inputs[variable][0][0]
        record = self.step.variables[self.step.handles[variable]]
        name = f"{text}/read"
        op = self._add(scope, "ReadVariableOp", name, [ref], [(name, record.shape, record.dtype)])
        self._name(scope, name, (op, 0), keep=True)
        return op, 0

    def _add(
        self,
        scope: _Scope,
        kind: str,
        name: str,
        inputs: Sequence[Ref],
        outputs: list[tuple[str, Shape, str]],
    ) -> int:
        scope.order += 1
        return self.step.add(
            kind,
            name,
            inputs,
            frame=scope.frame,
            order=scope.order - 1,
            dtypes=[dtype for _, _, dtype in outputs],
            shapes=[shape for _, shape, _ in outputs],
        )

    def _name(self, scope: _Scope, name: str, ref: Ref, keep: bool = False) -> None:
        scope.names[name] = ref
        prefix = self.step.frames[scope.frame].name
        key = f"{prefix}::{name}" if prefix else name
        if not (keep and key in self.ops):
            self.ops[key] = ref[0]

    def _layer(self, name: str) -> int:
        if name not in self.layers:
            self.layers[name] = len(self.step.calls)
            self.step.calls.append(
                LayerCall(len(self.step.calls), len(self.layers), name, "Layer", None, False)
            )
        return self.layers[name]

    def _call(
        self,
        scope: _Scope,
        kind: str,
        inputs: list[Ref],
        targets: list[tuple[str, Shape, str]],
        options: dict[str, str],
    ) -> None:
        step = self.step
        order, scope.order = scope.order, scope.order + 1
        names = options["of"].split(",")
        same = [step.names[op] for op in range(len(step)) if step.roles[op] == CALL]
        name = next(n for k in range(99) if (n := names[0] if k == 0 else f"{names[0]}_{k}") not in same)
        call = step.add(kind, name, inputs, role=CALL, frame=scope.frame, order=order, dtypes=(), shapes=())
        self.ops[name] = call
        if "turns" in options:
            step.trip_counts[call] = int(options["turns"])
        outer = step.frames[scope.frame].name
        returns: list[list[Ref]] = [[] for _ in targets]
        loop = KINDS.get(kind) == "while-body"
        for number, function in enumerate(names):
            inner = name if number == 0 else function
            frame = len(step.frames)
            eager = kind in KINDS and step.frames[scope.frame].eager
            label = f"{outer}::{inner}" if outer else inner
            step.frames.append(Frame(frame, scope.frame, call, KINDS.get(kind, "call"), label, eager))
            carried, arguments = self._body(frame, function, inputs[1:] if kind in ("If", "Case") else inputs)
            if loop and options.get("turns") != "1":
                for arg, ref in zip(arguments, carried):
                    if ref != (arg, 0):
                        step.inputs[arg] = (*step.inputs[arg], ref)
            for port, ref in enumerate(carried):
                returns[port].append(ref)
        if loop and "turns" not in options:
            for port, refs in enumerate(returns):
                refs.append(inputs[port])
        for port, (target, shape, dtype) in enumerate(targets):
            ret = step.add(
                kind,
                f"{name}:{port}",
                returns[port],
                role=RET,
                frame=scope.frame,
                order=order,
                dtypes=(dtype,),
                shapes=(shape,),
            )
            self._name(scope, target, (ret, 0))

    def _body(self, frame: int, function: str, inputs: list[Ref]) -> tuple[list[Ref], list[int]]:
        parameters, lines = self.bodies[function]
        inner = _Scope(frame, {})
        arguments = []
        for parameter, ref in zip(parameters, inputs, strict=True):
            arg = self.step.add(
                "Arg",
                parameter,
                [ref],
                role=ARG,
                frame=frame,
                order=-1,
                dtypes=(self.step.dtype(ref),),
                shapes=(self.step.shape(ref),),
            )
            self._name(inner, parameter, (arg, 0))
            arguments.append(arg)
        return self._lines(inner, lines), arguments

    def _grad(self, scope: _Scope, rest: str) -> None:
        targets, _, right = rest.partition(" -> ")
        inner = right.endswith(" inner")
        right, _, barred = right.removesuffix(" inner").partition(" not through ")
        names = _split(right)
        refs = tuple(scope.names[name] for name in _split(targets))
        sources, results = [], []
        for name in names:
            variable = self.variables.get(name)
            if variable is None:
                sources.append(Source(None, scope.names[name]))
                shape = self.step.shape(scope.names[name])
            else:
                sources.append(Source(variable))
                shape = self.step.variables[variable].shape
            result = self._add(scope, "Gradient", f"d{name}", refs, [(f"d{name}", shape, "float32")])
            self._name(scope, f"d{name}", (result, 0))
            results.append(result)
        watched = frozenset(self.variables[name] for name in scope.watched if name in self.variables)
        self.step.requests.append(
            Request(
                len(self.step.requests),
                scope.frame,
                refs,
                tuple(sources),
                tuple(results),
                tuple((a, b) for a, b in scope.spans) or None,
                tuple((a, b) for a, b in scope.stopped),
                watched=watched or None,
                held=frozenset(scope.names[name] for name in scope.watched if name not in self.variables),
                barred=frozenset(scope.names[name] for name in _split(barred)),
                inner=inner,
            )
        )
        scope.spans, scope.stopped, scope.watched = [], [], set()


def _split(text: str) -> list[str]:
    """Split at the commas that no bracket encloses."""
    return [part.strip() for part in re.split(r",(?![^\[]*\])", text) if part.strip()]


def _target(text: str) -> tuple[str, Shape, str]:
    found = _LEFT.match(text.strip())
    assert found is not None, text
    name, shape, dtype = found.groups()
    sizes = None if shape is None else tuple(None if s == "?" else int(s) for s in _split(shape[1:-1]))
    return name, sizes, dtype or "float32"
