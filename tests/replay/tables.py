"""Everything that a diagnosis may ask of a captured step, as tables."""

from __future__ import annotations

import contextlib
import gzip
import json
import linecache
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from graphdoctor.analysis.verdicts import judge
from graphdoctor.diagnosis.evidence import Evidence, Left, Node, Recurrent
from graphdoctor.diagnosis.report import fill
from graphdoctor.graph.model import OP, Mask, Oracle, StepGraph
from graphdoctor.report.failure import empty_report
from graphdoctor.source import Location
from tests.replay.codec import decoded, encoded
from tests.support import CASES

FOLDER = Path(__file__).parent / "steps"
SCRIPTS = Path(__file__).parent / "scripts"
"""Scripts that are no cases: what tests ask of TensorFlow, asked again without it."""
PARTS = ("findings", "losses", "variables", "states", "notes", "drawing", "paths")
"""What a diagnosis puts into a report."""
_STEP = [f.name for f in fields(StepGraph) if f.name not in ("oracle", "_consumers")]


class Answers:
    """What TensorFlow answered of each op when the step was recorded (see `graphdoctor.graph.model.Oracle`)."""

    def __init__(
        self, step: StepGraph, gradients: list[tuple[str, ...]], selects: list[int], pulls: list[Any]
    ) -> None:
        self.step = step
        self._gradients = gradients
        self._selects = frozenset(selects)
        self._pulls = {(op, _spelled(asked)): pulled for op, asked, pulled in pulls}

    def gradients(self, op: int) -> Sequence[str]:
        return self._gradients[op]

    def selects(self, op: int) -> bool:
        return op in self._selects

    def pull(self, op: int, asked: Sequence[Mask | None]) -> Sequence[Mask | None]:
        """What was not asked then is not known now."""
        pulled: Sequence[Mask | None] | None = self._pulls.get((op, _spelled(asked)))
        return [None] * len(self.step.inputs[op]) if pulled is None else pulled


class Listening:
    """An oracle that keeps what `pull` was asked."""

    def __init__(self, oracle: Oracle) -> None:
        self.oracle = oracle
        self.pulls: list[Any] = []

    def gradients(self, op: int) -> Sequence[str]:
        return self.oracle.gradients(op)

    def selects(self, op: int) -> bool:
        return self.oracle.selects(op)

    def pull(self, op: int, asked: Sequence[Mask | None]) -> Sequence[Mask | None]:
        pulled = self.oracle.pull(op, asked)
        self.pulls.append((op, list(asked), list(pulled)))
        return pulled


def _spelled(masks: Sequence[Mask | None]) -> tuple[Any, ...]:
    return tuple(None if mask is None else (np.shape(mask), np.asarray(mask).tobytes()) for mask in masks)


def tables_of(evidence: Evidence, complete: bool, left: Iterable[int]) -> dict[str, Any]:
    """A step and its evidence, each question asked once for each op, call, node, request and variable."""
    step = evidence.step
    ops, variables = range(len(step)), range(len(step.variables))
    nodes = list(evidence.nodes())
    asked: dict[str, Any] = {
        "locate": _places(evidence.locate, ops),
        "ran": _places(evidence.ran, ops),
        "stack": _stacks(evidence, ops),
        "to_move": _places(evidence.to_move, ops),
        "locate_call": _places(evidence.locate_call, range(len(step.calls))),
        "locate_node": _places(evidence.locate_node, range(len(nodes))),
        "locate_request": _places(evidence.locate_request, range(len(step.requests))),
        "created": _places(evidence.created, variables),
        "read_outside": _places(evidence.read_outside, variables),
        "copied_from": _places(evidence.copied_from, variables),
        "run_by_python": _places(evidence.run_by_python, variables),
        "taken": [evidence.taken(v) for v in variables],
        "elsewhere": [evidence.elsewhere(v) for v in variables],
        "changed_by_hand": [evidence.changed_by_hand(v) for v in variables],
        "written_later": [evidence.written_later(v) for v in variables],
        "expression": [evidence.expression(v) for v in variables],
        "made_after_step": [evidence.made_after_step(v) for v in variables],
        "before_the_loop": [evidence.before_the_loop(r) for r in range(len(step.requests))],
        "failure": evidence.failure(),
        "cut_off": evidence.cut_off(),
        "left": evidence.left(),
        "recurrent_calls": list(evidence.recurrent_calls()),
        "cell_calls": list(evidence.cell_calls()),
        "nodes": nodes,
        "reached_from_node": [_reached(evidence, n) for n in nodes],
    }
    assert step.oracle is not None
    listening = Listening(step.oracle)
    step.oracle = listening
    judge(step, complete, frozenset(left))
    oracle = {
        "gradients": [tuple(step.answers(op)) if step.roles[op] == OP else () for op in ops],
        "selects": [op for op in ops if step.roles[op] == OP and step.oracle.selects(op)],
        "pulls": listening.pulls,
    }
    for op in ops:
        step.consts.get(op)  # what nobody has asked for is not read yet
    return {
        "complete": complete,
        "left": sorted(left),
        "step": encoded({name: getattr(step, name) for name in _STEP}),
        "oracle": encoded(oracle),
        "evidence": encoded(asked),
    }


def _stacks(evidence: Evidence, ops: Iterable[int]) -> dict[str, Any]:
    """Each line once, and for each op the numbers of its lines."""
    places: dict[Location, int] = {}
    which = [[places.setdefault(at, len(places)) for at in evidence.stack(op)] for op in ops]
    return {"places": list(places), "which": which}


def _reached(evidence: Evidence, node: Node) -> set[int]:
    """What a diagnosis asks of some nodes only; of others a model cannot be made."""
    try:
        return evidence.reached_from_node(node.index) if node.inputs else set()
    except ValueError:
        return set()


def _places(ask: Callable[[int], Location | None], numbers: Iterable[int]) -> dict[str, Any]:
    """Each place once, and its number for each thing: thousands of ops share some lines."""
    known: dict[Location | None, int] = {}
    which = [known.setdefault(ask(n), len(known)) for n in numbers]
    return {"places": list(known), "which": which}


class Replayed:
    """A recorded step as evidence (see `graphdoctor.diagnosis.evidence.Evidence`), without TensorFlow."""

    def __init__(self, tables: dict[str, Any]) -> None:
        self.complete: bool = tables["complete"]
        self.left_ops = frozenset(tables["left"])
        self.step = StepGraph(**decoded(tables["step"]))
        self.step.oracle = Answers(self.step, **decoded(tables["oracle"]))
        self._asked: dict[str, Any] = decoded(tables["evidence"])

    def _place(self, question: str, number: int) -> Location | None:
        table = self._asked[question]
        place: Location | None = table["places"][table["which"][number]]
        return place

    def locate(self, op: int) -> Location | None:
        return self._place("locate", op)

    def ran(self, op: int) -> Location | None:
        return self._place("ran", op)

    def stack(self, op: int) -> Sequence[Location]:
        if "stack" not in self._asked:
            return []  # older recordings do not say this
        table = self._asked["stack"]
        return [table["places"][n] for n in table["which"][op]]

    def to_move(self, op: int) -> Location | None:
        return self._place(
            "to_move" if "to_move" in self._asked else "ran", op
        )  # older recordings do not say this

    def locate_call(self, call: int) -> Location | None:
        return self._place("locate_call", call)

    def locate_node(self, node: int) -> Location | None:
        return self._place("locate_node", node)

    def locate_request(self, request: int) -> Location | None:
        return self._place("locate_request", request)

    def created(self, variable: int) -> Location | None:
        return self._place("created", variable)

    def read_outside(self, variable: int) -> Location | None:
        return self._place("read_outside", variable)

    def copied_from(self, variable: int) -> Location | None:
        return (
            self._place("copied_from", variable) if "copied_from" in self._asked else None
        )  # nor do they say this

    def run_by_python(self, variable: int) -> Location | None:
        return self._place("run_by_python", variable) if "run_by_python" in self._asked else None

    def taken(self, variable: int) -> bool:
        return "taken" in self._asked and bool(self._asked["taken"][variable])

    def elsewhere(self, variable: int) -> bool:
        return "elsewhere" in self._asked and bool(self._asked["elsewhere"][variable])

    def changed_by_hand(self, variable: int) -> bool:
        return "changed_by_hand" in self._asked and bool(self._asked["changed_by_hand"][variable])

    def written_later(self, variable: int) -> bool:
        return bool(self._asked["written_later"][variable])

    def made_after_step(self, variable: int) -> bool:
        return bool(self._asked["made_after_step"][variable])

    def before_the_loop(self, request: int) -> bool:
        return bool(self._asked["before_the_loop"][request])

    def cut_off(self) -> bool:
        return bool(self._asked.get("cut_off"))  # older recordings do not say

    def failure(self) -> str | None:
        found: str | None = self._asked["failure"]
        return found

    def expression(self, variable: int) -> str | None:
        found: str | None = self._asked["expression"][variable]
        return found

    def left(self) -> dict[int, list[Left]]:
        return dict(self._asked["left"])

    def recurrent_calls(self) -> Sequence[Recurrent]:
        return list(self._asked["recurrent_calls"])

    def cell_calls(self) -> Sequence[Recurrent]:
        return list(self._asked["cell_calls"])

    def nodes(self) -> Sequence[Node]:
        return list(self._asked["nodes"])

    def reached_from_node(self, node: int) -> set[int]:
        return set(self._asked["reached_from_node"][node])

    def verified(self, request: int) -> dict[int, bool]:
        return {}

    def measured(self, request: int, variables: Sequence[int]) -> dict[int, str]:
        return {}


def names() -> list[str]:
    """The recorded cases."""
    return sorted(path.name.removesuffix(".json.gz") for path in FOLDER.glob("*.json.gz"))


def script_folder(name: str) -> Path:
    """Where a recorded script lies."""
    return SCRIPTS / name if (SCRIPTS / name).exists() else CASES / name


def place(name: str) -> Path:
    """Where a case's recording lies."""
    return FOLDER / f"{name}.json.gz"


def read(path: Path) -> dict[str, Any]:
    """A recording: `tables_of` under "tables", and what the diagnosis said under "report"."""
    found: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
    return found


def write(path: Path, recording: dict[str, Any]) -> None:
    """The same recording gives the same bytes."""
    text = json.dumps(recording, separators=(",", ":"))
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


def diagnosed(name: str, tables: dict[str, Any]) -> dict[str, Any]:
    """What the diagnosis says of a recorded step today."""
    report = empty_report("script.py")
    replayed = Replayed(tables)
    with _in_folder(script_folder(name)):
        fill(report, judge(replayed.step, replayed.complete, replayed.left_ops), replayed)
    return {part: report[part] for part in PARTS}


@contextlib.contextmanager
def _in_folder(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    linecache.clearcache()  # it keeps lines by relative path
    try:
        yield
    finally:
        os.chdir(before)
