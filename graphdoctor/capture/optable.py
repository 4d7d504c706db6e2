"""What the prober answers for every op type of TensorFlow's gradient registry, as a page: docs/ops.md.

python -m graphdoctor.capture.optable > docs/ops.md
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from typing import Any

from graphdoctor.capture.flatten import Flattener
from graphdoctor.capture.op_facts import LAID_OUT
from graphdoctor.capture.prober import Prober
from graphdoctor.capture.specimens import specimens
from graphdoctor.graph.model import LIVE, NONE, UNKNOWN, ZERO

GRADIENT, NO_GRADIENT = "gradient", "not differentiable"
WORDS = {LIVE: "passes", NONE: "none", ZERO: "zero"}
INTRODUCTION = (
    "Written by `python -m graphdoctor.capture.optable`. graphdoctor itself keeps no such table: it asks the gradient",
    "function of each op as it stands in the step (another dtype or shape may be answered differently). Here every op",
    "type is asked once, on placeholders. What cannot be decided in a step is said in the report's notes.",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One op type: how it is registered, and per input what the prober answers; or why it could not be asked."""

    type: str
    registered: str
    inputs: tuple[tuple[str, str], ...] = ()
    why_not: str | None = None


def rows() -> list[Row]:
    """Every op type of the registry, by name."""
    from tensorflow.python.framework import ops

    registry = ops.gradient_registry
    return [_row(name, registry.lookup(name) is not None) for name in sorted(registry.list())]


def _row(type_: str, differentiable: bool) -> Row:
    registered = GRADIENT if differentiable else NO_GRADIENT
    if type_ in LAID_OUT:
        return Row(type_, registered, why_not="a call, loop or branch: its body is walked instead")
    said: list[str] = []
    try:
        for specimen in specimens(type_):
            answers, reason = ask(specimen.op) if specimen.op is not None else ((UNKNOWN,), specimen.refusal)
            if UNKNOWN not in answers:
                return Row(type_, registered, tuple(zip(_names(specimen.op), answers, strict=True)))
            said.append(reason)
    except LookupError as error:
        said.append(str(error))
    return Row(type_, registered, why_not=Counter(said).most_common(1)[0][0])


def ask(op: Any) -> tuple[tuple[str, ...], str]:
    """The prober's answer per input of an op, and its reason; an input of another dtype passes nothing in any case."""
    flat = Flattener({})
    flat.add_root(op.graph, False)
    prober = Prober(flat.step, flat.tf_ops)
    index = next(n for n, other in enumerate(flat.tf_ops) if other is op)
    answers = prober.gradients(index)
    inputs = flat.step.inputs[index]
    open_ = [flat.step.differentiable(ref) for ref in inputs]
    return (
        tuple(a if may or a == UNKNOWN else NONE for a, may in zip(answers, open_, strict=True)),
        prober.reasons.get(index, ""),
    )


def _names(op: Any) -> list[str]:
    """The name of each input tensor; those of a list are numbered."""
    from tensorflow.python.framework import op_def_registry

    definition = op_def_registry.get(op.type)
    names = []
    for argument in definition.input_arg:
        if argument.number_attr:
            names += [f"{argument.name}{n}" for n in range(op.get_attr(argument.number_attr))]
        elif argument.type_list_attr:
            names += [f"{argument.name}{n}" for n in range(len(op.get_attr(argument.type_list_attr)))]
        else:
            names.append(argument.name)
    return names


def header(found: list[Row], version: str) -> str:
    """The figures of the page, in words."""
    asked = [row for row in found if row.why_not is None]
    count = Counter(answer for row in asked for _, answer in row.inputs)
    kinds = Counter(row.registered for row in found)
    return (
        f"TensorFlow {version} registers {len(found)} op types: {kinds[GRADIENT]} with a gradient function,\n"
        f"{kinds[NO_GRADIENT]} as not differentiable. {len(asked)} were asked and answered for each of their inputs\n"
        f"({count[LIVE]} pass a gradient, {count[NONE]} do not, {count[ZERO]} are always zero); "
        f"{len(found) - len(asked)} were not."
    )


def page(found: list[Row], version: str) -> str:
    """The whole page as Markdown."""
    lines = [
        "# What TensorFlow's gradient registry answers", "",
        *INTRODUCTION, "",
        header(found, version), "", "## Not asked", "", "| op type | registered as | why |", "| --- | --- | --- |",
        *(f"| {row.type} | {row.registered} | {_cell(row.why_not)} |" for row in found if row.why_not is not None), "",
        "## Asked", "", "| op type | registered as | answer per input |", "| --- | --- | --- |",
        *(f"| {row.type} | {row.registered} | {_answers(row)} |" for row in found if row.why_not is None), "",
    ]  # fmt: skip
    return "\n".join(lines)


def _answers(row: Row) -> str:
    return ", ".join(f"{name}: {WORDS[answer]}" for name, answer in row.inputs) or "no inputs"


def _cell(text: str | None) -> str:
    return " ".join((text or "").partition(" for '{{node")[0].split()).replace("|", "\\|")[:160]


def main() -> None:
    """Write the page to standard output."""
    import tensorflow as tf

    sys.stdout.write(page(rows(), tf.__version__))


if __name__ == "__main__":
    main()
