"""Scripts that crash while tracing because of their wiring."""

from __future__ import annotations

from typing import Any

from graphdoctor.diagnosis.codefixes import watched
from graphdoctor.diagnosis.misfit import Shape, StateFailure, advice
from graphdoctor.diagnosis.snippets import narrowed
from graphdoctor.diagnosis.without_numpy import without_python
from graphdoctor.source import Location


def state_finding(failure: StateFailure) -> dict[str, Any] | None:
    """The finding for a recurrent layer's wrong initial state; None where its states fit."""
    if len(failure.given) != len(failure.needed) or failure.cells or failure.nested:
        cause = "state-count-mismatch"
    elif any(not _fits(failure, size, s) for size, s in zip(failure.needed, failure.given, strict=True)):
        cause = "state-shape-mismatch"
    else:
        return None
    rows = failure.rows
    got = _counted([_shape(shape, rows is not None) for shape in failure.given])
    need = _counted(
        [_shape((rows, *_needed(failure, size)[1:]), rows is not None) for size in failure.needed]
    )
    if failure.cells and len(failure.given) == len(failure.needed):
        got, need = f"{got} in one list", f"a list for each of its {failure.cells} cells"
    if failure.nested:
        got = f"{'a list' if failure.nested == 1 else 'lists'} of {got} within its list"
    told = advice(failure)
    what = "its states" if failure.cell else "initial_state"
    a_state = "states" if failure.cell else "an initial_state"
    title = f"{failure.layer} gets {got}, but needs {need}"
    return {
        "id": "F1",
        "cause": cause,
        "severity": "error",
        "title": title,
        "message": f"the {failure.type} {failure.layer!r} is given {a_state} of {got}; it needs {need}",
        "label": f"{what} {'hold' if failure.cell else 'holds'} {got}",
        "location": narrowed(failure.location, "value"),
        "related": [],
        "variables": [],
        "suggestion": told.suggestion,
        "help": told.help,
        "restores": [],
    }


def _needed(failure: StateFailure, size: int | None) -> Shape:
    """The shape of a state that fits; a picture's height and width are those of what was given."""
    rank = failure.rank or 2
    like = next(
        (shape for shape in failure.given if shape is not None and len(shape) == rank), (None,) * rank
    )
    return (None, *(failure.picture or like[1:-1]), size)


def _fits(failure: StateFailure, size: int | None, shape: tuple[int | None, ...] | None) -> bool:
    if shape and failure.rows is not None and shape[0] not in (None, failure.rows):
        return False
    if size is None or shape is None or not shape or shape[-1] is None:
        return True
    alike = zip(failure.picture, shape[1:-1], strict=False)
    if any(need is not None and got is not None and need != got for need, got in alike):
        return False
    return shape[-1] == size and len(shape) >= 2 and failure.rank in (None, len(shape))


def _counted(shapes: list[str]) -> str:
    """`2 states of shape (batch, 16)`; shapes that differ are listed."""
    if not shapes:
        return "no state"
    several = f"{len(shapes)} states" if len(shapes) > 1 else "1 state"
    return f"{several} of shape {', '.join(dict.fromkeys(shapes))}"


def _shape(shape: tuple[int | None, ...] | None, rows: bool) -> str:
    """`(batch, 16)`; rows: whether it is the number of rows that matters."""
    if shape is None:
        return "(?)"
    sizes = [
        "batch" if axis == 0 and not rows else "?" if size is None else str(size)
        for axis, size in enumerate(shape)
    ]
    return f"({', '.join(sizes)})"


_TAKEN = {
    "numpy": (".numpy()", None),
    "array": ("NumPy", None),
    "float": ("float()", None),
    "int": ("int()", None),
    "format": (
        "a number format",
        "print it with tf.print, or return it and print it outside of the function",
    ),
    "bool": (
        "the truth of a tensor",
        "use tf.where, tf.maximum or tf.cond; only an `if` that stands in the function itself becomes a tf.cond",
    ),
    "index": ("a tensor as an index of a Python list", "stack the list, and use tf.gather"),
    "iter": ("a Python loop over a tensor", "use tf.unstack, or tf.map_fn"),
}
"""What asks for a value, and what to do instead where that is not another function of TensorFlow's."""


def roundtrip_finding(kind: str, location: Location | None) -> dict[str, Any]:
    """The finding for a value that was asked for inside of a tf.function, where there is none."""
    what, instead = _TAKEN.get(kind, ("Python", None))
    fix = None if instead else without_python(location)
    return {
        "id": "F1",
        "cause": "python-roundtrip",
        "severity": "error",
        "title": f"{what} is used inside of a tf.function, where tensors have no values",
        "message": f"{what} needs a value here, but inside of a tf.function tensors are symbolic: tracing fails"
        f"{'' if instead else ', and even eagerly the gradient would end at this line'}",
        "label": "asks for a value here" if instead else "leaves TensorFlow here",
        "location": narrowed(location, "value"),
        "related": [],
        "variables": [],
        "suggestion": fix,
        "help": None if fix else instead or "compute it with TensorFlow ops (tf.sqrt, tf.reduce_mean, …)",
        "restores": [],
    }


def unwatched_finding(asked: Location | None, failed: Location | None) -> dict[str, Any]:
    """The finding for a gradient that is None, with respect to what its tape does not watch, and that is used."""
    apart = (
        failed is not None and asked is not None and (failed.file, failed.line) != (asked.file, asked.line)
    )
    fix = watched(asked)
    return {
        "id": "F1",
        "cause": "not-watched",
        "severity": "error",
        "title": "the tape does not watch what a gradient is asked for, so that the gradient is None",
        "message": "the gradient that is asked for here is None, for nothing told the tape to watch its source: "
        "the script fails where it is used",
        "label": "asked for here, never watched",
        "location": narrowed(asked, "value"),
        "related": [{"location": narrowed(failed, "value"), "message": "fails on the None"}] if apart else [],
        "variables": [],
        "suggestion": fix,
        "help": "watch it at the top of the tape's block, before the first use",
        "restores": [],
    }
