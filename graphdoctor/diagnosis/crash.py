"""Scripts that crash while tracing because of their wiring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graphdoctor.source import Location


@dataclass(frozen=True, slots=True)
class StateFailure:
    """A recurrent layer that failed when it was called: what it needs, and the shapes of what it got."""

    layer: str
    type: str
    needed: tuple[int | None, ...]
    given: tuple[tuple[int | None, ...] | None, ...]
    location: Location | None
    sources: Sequence[Location] = ()


def state_finding(failure: StateFailure) -> dict[str, Any] | None:
    """The finding for a recurrent layer's wrong initial state; None where its states fit."""
    if len(failure.given) != len(failure.needed):
        cause = "state-count-mismatch"
    elif any(not _fits(size, shape) for size, shape in zip(failure.needed, failure.given, strict=True)):
        cause = "state-shape-mismatch"
    else:
        return None
    got = f"{_count(len(failure.given))} of shape {', '.join(_shape(s) for s in failure.given)}"
    need = f"{_count(len(failure.needed))} of shape {', '.join(_shape((None, n)) for n in failure.needed)}"
    title = f"{failure.layer} gets {got}, but needs {need}"
    return {
        "id": "F1",
        "cause": cause,
        "severity": "error",
        "title": title,
        "message": f"the {failure.type} {failure.layer!r} is given an initial_state of {got}; it needs {need}",
        "label": f"initial_state holds {got}",
        "location": failure.location.to_json() if failure.location else None,
        "related": [],
        "variables": [],
        "suggestion": _suggestion(failure),
        "help": _help(failure, cause),
        "restores": [],
    }


def _fits(size: int | None, shape: tuple[int | None, ...] | None) -> bool:
    if size is None or shape is None or not shape or shape[-1] is None:
        return True
    return shape[-1] == size and len(shape) >= 2


def _count(number: int) -> str:
    return "no state" if number == 0 else "1 state" if number == 1 else f"{number} states"


def _shape(shape: tuple[int | None, ...] | None) -> str:
    if shape is None:
        return "(?)"
    return (
        "("
        + ", ".join(
            "batch" if n is None and i == 0 else "?" if n is None else str(n) for i, n in enumerate(shape)
        )
        + ")"
    )


def _suggestion(failure: StateFailure) -> str:
    names = (
        ["state_h", "state_c"][: len(failure.needed)]
        if len(failure.needed) <= 2
        else [f"state_{n}" for n in range(len(failure.needed))]
    )
    return f"initial_state=[{', '.join(names)}]"


def _help(failure: StateFailure, cause: str) -> str:
    if cause == "state-count-mismatch":
        return "let the encoder return its states (return_state=True) and hand all of them on"
    doubled = all(
        shape is not None and shape and shape[-1] is not None and size is not None and shape[-1] == 2 * size
        for size, shape in zip(failure.needed, failure.given, strict=True)
    )
    if doubled:
        width = 2 * int(failure.needed[0] or 0)
        return (
            "a Bidirectional encoder is twice as wide: take its states with return_state=True, join forward and "
            f"backward ones, h = Concatenate()([forward_h, backward_h]) and c alike, and give the decoder {width} units"
        )
    return "give the encoder and the decoder the same number of units, or put a Dense layer between them"


def roundtrip_finding(kind: str, location: Location | None) -> dict[str, Any]:
    """The finding for a value that was asked for inside of a tf.function, where there is none."""
    what = {"numpy": ".numpy()", "array": "NumPy", "float": "float()", "int": "int()"}.get(kind, "Python")
    return {
        "id": "F1",
        "cause": "python-roundtrip",
        "severity": "error",
        "title": f"{what} is used inside of a tf.function, where tensors have no values",
        "message": f"{what} needs a value here, but inside of a tf.function tensors are symbolic: tracing fails, "
        "and even eagerly the gradient would end at this line",
        "label": "leaves TensorFlow here",
        "location": location.to_json() if location is not None else None,
        "related": [],
        "variables": [],
        "suggestion": None,
        "help": "compute it with TensorFlow ops (tf.sqrt, tf.reduce_mean, …)",
        "restores": [],
    }
