"""Healthy scripts with one fault put into each: what must be said of it, and of which line, is known beforehand.

A fault is put around the value of an assignment in a tape's block. Where TensorFlow cannot run what comes of it (the
value was no float tensor), it is no test of anything.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graphdoctor.diagnosis.cause import causes
from tests.support import CASES


@dataclass(frozen=True)
class Fault:
    """What is written around an expression, and what is then to be said; no cause: it does no harm."""

    name: str
    around: str
    causes: frozenset[str] = frozenset()


def _faults() -> Iterator[Fault]:
    for name, around, told in (
        ("stopped", "tf.stop_gradient({0})", "stop-gradient"),
        ("rounded", "tf.round({0})", "non-differentiable-op"),
        ("integer", "tf.cast(tf.cast({0}, tf.int32), tf.float32)", "integer-cast"),
        ("written as text", "tf.strings.to_number(tf.strings.as_string({0}))", "integer-cast non-differentiable-op"),
        ("silenced", "(({0}) * 0.0)", "constant-zero"),
        ("its sign", "tf.sign({0})", "constant-zero"),
        ("clipped to nothing", "tf.clip_by_value({0}, 0.0, 0.0)", "constant-zero"),
        ("another part", "tf.stack([{0}, tf.zeros_like({0})])[1]", "index-miss non-differentiable-op dropped-output"),
        ("by NumPy", "tf.numpy_function(lambda a: a, [{0}], tf.float32)", "python-roundtrip"),
        ("taken out", "tf.constant(({0}).numpy())", "python-roundtrip"),
        ("identity", "tf.identity({0})", ""),
        ("helper", "(lambda t: t)({0})", ""),
        ("compiled", "tf.function(lambda t: t * 1.0)({0})", ""),
        ("straight through", "(lambda t: t + tf.stop_gradient(tf.round(t) - t))({0})", ""),
        ("half stopped", "(lambda t: 0.5 * t + 0.5 * tf.stop_gradient(t))({0})", ""),
        ("branch", "(lambda t: tf.cond(tf.reduce_sum(t) > -1e9, lambda: t * 2.0, lambda: t))({0})", ""),
        ("own part", "(lambda t: tf.stack([tf.zeros_like(t), t])[1])({0})", ""),
        ("own gradient", "tf.custom_gradient(lambda t: (t * 1.0, lambda d: d * 0.5))({0})", ""),
        ("kept in an array", "tf.TensorArray(tf.float32, 1).write(0, {0}).read(0)", ""),
    ):  # fmt: skip
        yield Fault(name, around, frozenset(told.split()))


FAULTS = tuple(_faults())


@dataclass(frozen=True)
class Injected:
    """A script with a fault; lines: those of the statement that it was put into."""

    fault: Fault
    source: str
    lines: range

    def wrong(self, report: dict[str, Any], healthy: dict[str, Any]) -> list[str]:
        """What is told of the fault, and should not be, in words."""
        before = {v["name"]: v["verdict"] for v in healthy["variables"]}
        concerned = {v["name"] for v in report["variables"] if v["verdict"] != before.get(v["name"])}
        return [
            f"{finding['cause']} at line {finding['location']['line']}: {finding['message']}"
            for finding in report["findings"]
            if concerned & set(finding["variables"])
            and not (finding["cause"] in self.fault.causes and finding["location"]["line"] in self.lines)
        ]


def injected(source: str) -> Iterator[Injected]:
    """All that can be made of a script, a fault at a time."""
    for statement in _in_tapes(ast.parse(source)):
        value = statement.value
        assert value.end_lineno is not None
        assert value.end_col_offset is not None
        first = _offset(source, value.lineno, value.col_offset)
        last = _offset(source, value.end_lineno, value.end_col_offset)
        lines = range(statement.lineno, value.end_lineno + 1)
        for fault in FAULTS:
            changed = fault.around.format(source[first:last])
            yield Injected(fault, source[:first] + changed + source[last:], lines)


def _in_tapes(tree: ast.AST) -> Iterator[ast.Assign]:
    """Assignments of what is computed, to one name, within a tape's block."""
    for block in ast.walk(tree):
        if isinstance(block, ast.With) and any("GradientTape" in ast.unparse(i) for i in block.items):
            for statement in block.body:
                if (
                    isinstance(statement, ast.Assign)
                    and isinstance(statement.targets[0], ast.Name)
                    and isinstance(statement.value, ast.Call | ast.BinOp)
                ):
                    yield statement


def _offset(source: str, line: int, column: int) -> int:
    rows = source.splitlines(keepends=True)
    return sum(map(len, rows[: line - 1])) + len(rows[line - 1].encode()[:column].decode())


def healthy_scripts() -> dict[str, str]:
    """The mended scripts of the causes' pages, and the cases in which nothing is wrong, that have a tape."""
    found = {name: cause.doc.good for name, cause in causes.items()}
    for expected in sorted(CASES.glob("*/expect.json")):
        script = expected.with_name("script.py")
        if json.loads(expected.read_text(encoding="utf-8"))["exit"] == 0 and script.exists():
            found[expected.parent.name] = script.read_text(encoding="utf-8")
    return {
        name: text
        for name, text in found.items()
        if "GradientTape" in text and "import tensorflow as tf" in text
    }
