"""Training steps of any size, made without TensorFlow: residual blocks, their gradients, and an optimizer's updates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graphdoctor.diagnosis.evidence import Left, Node, Recurrent
from graphdoctor.graph.model import (
    ARG,
    CALL,
    LIVE,
    NONE,
    RET,
    VAR,
    Frame,
    LayerCall,
    Mask,
    Ref,
    Request,
    Source,
    StepGraph,
    Variable,
)
from graphdoctor.source import Location

WIDTH = 64
CLOSED = frozenset("StopGradient ArgMax Shape AssignSubVariableOp".split())


class Oracle:
    """What TensorFlow would answer for the few types of op that are used here."""

    def __init__(self, step: StepGraph) -> None:
        self.step = step

    def gradients(self, op: int) -> Sequence[str]:
        """LIVE for every input, or NONE."""
        return ((NONE if self.step.types[op] in CLOSED else LIVE),) * len(self.step.inputs[op])

    def selects(self, op: int) -> bool:
        """No op of the synthetic step reads a part of a tensor only."""
        return False

    def pull(self, op: int, asked: Sequence[Mask | None]) -> Sequence[Mask | None]:
        """Every op asks for all of its inputs."""
        return (None,) * len(self.step.inputs[op])


def training_step(ops: int) -> StepGraph:
    """A step of about so many ops: twenty blocks drop what they compute, and every seventh is a nested function."""
    step = StepGraph(frames=[Frame(0, -1, -1, "root", "")])
    step.oracle = Oracle(step)
    builder = _Builder(step, max(3, ops // 320))
    while len(step) < ops * 0.7:  # the optimizer's part comes after
        builder.block()
    builder.train()
    return step


class _Builder:
    def __init__(self, step: StepGraph, every: int) -> None:
        self.step = step
        self.every = every  # one block in so many drops its result
        self.frame = 0
        self.order = 0
        self.hidden = self._op("Placeholder")

    def _op(self, type_: str, *inputs: Ref, role: int = 0, dtype: str | None = "float32") -> Ref:
        order, self.order = (-1, self.order) if role in (ARG, VAR) else (self.order, self.order + 1)
        index = self.step.add(
            type_,
            f"op_{len(self.step)}",
            inputs,
            role=role,
            frame=0 if role == VAR else self.frame,
            order=order,
            dtypes=(dtype,) if dtype else (),
            shapes=((WIDTH, WIDTH),) if dtype else (),
            layer_call=len(self.step.calls) - 1,
        )
        return index, 0

    def _variable(self) -> Ref:
        index = len(self.step.variables)
        handle = self._op("Variable", role=VAR, dtype="resource")
        self.step.variables.append(Variable(index, f"block_{index}/kernel", (WIDTH, WIDTH), "float32", True))
        self.step.handles[handle[0]] = index
        return handle

    def block(self) -> None:
        """One residual block, as a layer's call."""
        number = len(self.step.calls)
        self.step.calls.append(LayerCall(number, number, f"block_{number}", "Block", None, False))
        kernel = self._variable()
        made = self._nested(kernel) if number % 7 == 3 else self._body(self.hidden, kernel)
        if number % self.every != self.every - 1:
            self.hidden = self._op("AddV2", self.hidden, made)

    def _body(self, x: Ref, kernel: Ref) -> Ref:
        read = self._op("ReadVariableOp", kernel)
        product = self._op("MatMul", x, read)
        for type_ in ("Relu", "Tanh", "Mul", "Identity", "Softmax", "Neg"):
            product = self._op(type_, *([product, product] if type_ == "Mul" else [product]))
        return product

    def _nested(self, kernel: Ref) -> Ref:
        step, order = self.step, self.order
        call, _ = self._op("PartitionedCall", self.hidden, kernel, role=CALL, dtype=None)
        frame = len(step.frames)
        step.frames.append(Frame(frame, 0, call, "call", f"call_{frame}"))
        self.frame, self.order = frame, 0
        x, inner = (self._op("Arg", ref, role=ARG) for ref in (self.hidden, kernel))
        step.dtypes[inner[0]] = ("resource",)
        made = self._body(x, inner)
        self.frame, self.order = 0, order + 1
        result = self._op("PartitionedCall", made, role=RET)
        step.names[result[0]] = f"{step.names[call]}:0"
        return result

    def train(self) -> None:
        """The loss, a stand-in for each gradient, and gradient descent."""
        step = self.step
        loss = self._op("Mean", self.hidden)
        end = self.order
        results = [self._op("PlaceholderWithDefault", loss) for _ in step.variables]
        rate = self._op("Const")
        for (handle, _), gradient in zip(sorted(step.handles.items()), results, strict=True):
            self._op("AssignSubVariableOp", (handle, 0), self._op("Mul", gradient, rate), dtype=None)
        sources = tuple(Source(n) for n in range(len(step.variables)))
        step.requests.append(Request(0, 0, (loss,), sources, tuple(r[0] for r in results), ((0, end),)))


class Evidence:
    """Facts beside the graph: every block has a line of its own."""

    def __init__(self, step: StepGraph) -> None:
        self.step = step

    def locate(self, op: int) -> Location | None:
        return self.locate_call(self.step.layer_call[op])

    ran = to_move = locate

    def stack(self, op: int) -> Sequence[Location]:
        return []

    def locate_call(self, call: int) -> Location | None:
        return Location("train.py", call + 2, f"x = block_{call}(x)")

    locate_node = locate_call

    def locate_request(self, request: int) -> Location | None:
        return Location("train.py", 1, "grads = tape.gradient(loss, model.trainable_variables)")

    created = locate_call

    def left(self) -> dict[int, list[Left]]:
        return {}

    def run_by_python(self, variable: int) -> Location | None:
        return None

    def elsewhere(self, variable: int) -> bool:
        return False

    def changed_by_hand(self, variable: int) -> bool:
        return False

    def written_later(self, variable: int) -> bool:
        return False

    def before_the_loop(self, request: int) -> bool:
        return False

    def failure(self) -> str | None:
        return None

    def cut_off(self) -> bool:
        return False

    def made_after_step(self, variable: int) -> bool:
        return False

    def read_outside(self, variable: int) -> Location | None:
        return None

    def copied_from(self, variable: int) -> Location | None:
        return None

    def taken(self, variable: int) -> bool:
        return False

    def recurrent_calls(self) -> Sequence[Recurrent]:
        return ()

    def cell_calls(self) -> Sequence[Recurrent]:
        return ()

    def measured(self, request: int, variables: Sequence[int]) -> dict[int, str]:
        return {}

    def nodes(self) -> Sequence[Node]:
        return ()

    def reached_from_node(self, node: int) -> set[int]:
        return set()

    def verified(self, request: int) -> dict[int, bool]:
        return {}

    def expression(self, variable: int) -> str | None:
        return None


def analysed(ops: int, pictured: bool = True) -> dict[str, Any]:
    """The report of a made step, with the seconds that each part took under `seconds`."""
    import time

    from graphdoctor.analysis.verdicts import judge
    from graphdoctor.diagnosis.report import fill
    from graphdoctor.graph.check import check_step
    from graphdoctor.report.failure import empty_report

    step = training_step(ops)
    report = empty_report("train.py")
    began = time.perf_counter()
    check_step(step)
    checked = time.perf_counter()
    judged = judge(step)
    decided = time.perf_counter()
    fill(report, judged, Evidence(step), pictured)
    ended = time.perf_counter()
    report["seconds"] = {"check": checked - began, "judge": decided - checked, "report": ended - decided}
    report["size"] = len(step)
    return report
