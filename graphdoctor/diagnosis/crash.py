"""Scripts that crash while tracing because of their wiring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graphdoctor.diagnosis.snippets import call_with, narrowed
from graphdoctor.source import Location


@dataclass(frozen=True, slots=True)
class StateFailure:
    """A recurrent layer that failed when it was called: what it needs, and the shapes of what it got."""

    layer: str
    type: str
    needed: tuple[int | None, ...]
    given: tuple[tuple[int | None, ...] | None, ...]
    location: Location | None
    bidirectional: bool = False  # some of what it got comes from a Bidirectional layer


def state_finding(failure: StateFailure) -> dict[str, Any] | None:
    """The finding for a recurrent layer's wrong initial state; None where its states fit."""
    if len(failure.given) != len(failure.needed):
        cause = "state-count-mismatch"
    elif any(not _fits(size, shape) for size, shape in zip(failure.needed, failure.given, strict=True)):
        cause = "state-shape-mismatch"
    else:
        return None
    got = _counted([_shape(shape) for shape in failure.given])
    need = _counted([_shape((None, size)) for size in failure.needed])
    title = f"{failure.layer} gets {got}, but needs {need}"
    return {
        "id": "F1",
        "cause": cause,
        "severity": "error",
        "title": title,
        "message": f"the {failure.type} {failure.layer!r} is given an initial_state of {got}; it needs {need}",
        "label": f"initial_state holds {got}",
        "location": narrowed(failure.location, "value"),
        "related": [],
        "variables": [],
        "suggestion": _suggestion(failure, cause),
        "help": _help(failure, cause),
        "restores": [],
    }


def _fits(size: int | None, shape: tuple[int | None, ...] | None) -> bool:
    if size is None or shape is None or not shape or shape[-1] is None:
        return True
    return shape[-1] == size and len(shape) >= 2


def _counted(shapes: list[str]) -> str:
    """`2 states of shape (batch, 16)`; shapes that differ are listed."""
    if not shapes:
        return "no state"
    several = f"{len(shapes)} states" if len(shapes) > 1 else "1 state"
    return f"{several} of shape {', '.join(dict.fromkeys(shapes))}"


def _shape(shape: tuple[int | None, ...] | None) -> str:
    if shape is None:
        return "(?)"
    sizes = ["batch" if axis == 0 else "?" if size is None else str(size) for axis, size in enumerate(shape)]
    return f"({', '.join(sizes)})"


def _suggestion(failure: StateFailure, cause: str) -> str | None:
    """The call that works; none where the states themselves must be made another way."""
    if cause == "state-shape-mismatch" and not _is_doubled(failure):
        return None
    count = len(failure.needed)
    names = (
        [f"state_{n}" for n in range(count)]
        if count > 2
        else ["state_h", "state_c"]
        if count == 2
        else ["state"]
    )
    value = names[0] if count == 1 else f"[{', '.join(names)}]"
    return call_with(failure.location, f"initial_state={value}")


def _help(failure: StateFailure, cause: str) -> str:
    if cause == "state-count-mismatch":
        return "build the encoder with return_state=True: it then returns its states as well; hand on all of them"
    if _is_doubled(failure):
        width = 2 * int(failure.needed[0] or 0)
        return (
            "a Bidirectional encoder is twice as wide: with return_state=True it returns forward_h, forward_c, "
            "backward_h, "
            "backward_c; join them, state_h = Concatenate()([forward_h, backward_h]) and state_c alike, and give the "
            f"decoder {width} units"
        )
    return "give the encoder and the decoder the same number of units, or put a Dense layer between them"


def _is_doubled(failure: StateFailure) -> bool:
    """Whether each state is twice as wide as it must be: both directions of a Bidirectional."""
    if not failure.bidirectional:
        return False
    pairs = zip(failure.needed, failure.given, strict=True)
    return all(
        shape and shape[-1] is not None and size is not None and shape[-1] == 2 * size
        for size, shape in pairs
    )


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
        "location": narrowed(location, "value"),
        "related": [],
        "variables": [],
        "suggestion": None,
        "help": "compute it with TensorFlow ops (tf.sqrt, tf.reduce_mean, …)",
        "restores": [],
    }
