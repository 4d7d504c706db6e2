"""TensorFlow 1 style: running the initializers of large variables waits until a session is asked for anything else.

A script that goes straight on to its training step never needs the values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from graphdoctor.capture.weightless import LARGE

_ASSIGNS = ("Assign", "AssignVariableOp")
_WAITING = "_graphdoctor_waiting"


def postpone(session: Any, fetches: Any, run: Callable[[], Any]) -> bool:
    """Whether the run only initializes variables, large ones among them: then it is kept for later."""
    import tensorflow as tf

    if not isinstance(fetches, tf.Operation):
        return False
    assigned = list(_assigned(fetches))
    if any(op is None for op in assigned) or sum(_size(op) for op in assigned) < LARGE:
        return False
    session.__dict__.setdefault(_WAITING, []).append(run)
    return True


def catch_up(session: Any) -> None:
    """Run what was kept, in order."""
    for run in session.__dict__.pop(_WAITING, ()):
        run()


def _assigned(op: Any) -> Iterator[Any]:
    """The assignments that an op groups; None for anything else that it would do."""
    if op.type in _ASSIGNS:
        yield op
    elif op.type == "NoOp" and op.control_inputs:
        for inner in op.control_inputs:
            yield from _assigned(inner)
    else:
        yield None


def _size(op: Any) -> int:
    value = op.inputs[1]
    count = value.shape.num_elements()
    return 0 if count is None else count * value.dtype.size
