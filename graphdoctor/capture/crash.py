"""What the hooks know of a script that crashed while it was building or tracing its model."""

from __future__ import annotations

import re
from typing import Any

from graphdoctor.capture.cell_states import state_units
from graphdoctor.capture.evidence import located
from graphdoctor.capture.failures import causes_of, last_user_site
from graphdoctor.capture.frames import Site
from graphdoctor.capture.layers import flat, is_recurrent, node_arguments
from graphdoctor.capture.recorder import SeenCall, SeenExit, SeenRequest, log
from graphdoctor.diagnosis.misfit import StateFailure
from graphdoctor.source import source_line

_NONE = re.compile(r"\bNone(Type)?\b")


def state_failure() -> StateFailure | None:
    """The recurrent layer whose call raised, with what it was given; None where none did."""
    call = log.state_failure
    if call is None or not call.states_given:
        return None
    if call.parent is not None and is_recurrent(call.parent.layer) and call.parent.states_given:
        call = call.parent  # one direction of a Bidirectional, which is what the user called
    return StateFailure(
        layer=str(getattr(call.layer, "name", "")),
        type=type(call.layer).__name__,
        needed=state_units(call.layer),
        given=tuple(_shape(t) for t in flat(call.states)),
        location=located(_site(call)),
        rank=_state_rank(call),
        cell=not is_recurrent(call.layer),
        cells=_unsorted_cells(call),
        bidirectional=_from_bidirectional(call),
        picture=_picture(call),
        batch=_batch(call),
        nested=_nested(call),
    )


def _state_rank(call: SeenCall) -> int | None:
    """A state has the axes of the inputs (batch, time, …) but for time; unknown where states come in another way."""
    shape = _shape(call.inputs[0]) if call.inputs else None
    if not is_recurrent(call.layer):
        return None if shape is None else len(shape)
    return None if shape is None or len(shape) < 3 else len(shape) - 1


def _batch(call: SeenCall) -> int | None:
    """The rows of the layer's inputs; a layer that takes the time axis first has them elsewhere."""
    shape = _shape(call.inputs[0]) if call.inputs else None
    return None if not shape or getattr(call.layer, "time_major", False) else shape[0]


def _picture(call: SeenCall) -> tuple[int | None, ...]:
    """The height and width of a ConvLSTM's states: those of its inputs, unless it makes smaller ones of them."""
    cell = getattr(call.layer, "cell", None)
    shape = _shape(call.inputs[0]) if call.inputs else None
    keeps = getattr(cell, "padding", None) == "same" and set(getattr(cell, "strides", ())) == {1}
    if shape is None or not keeps or getattr(cell, "data_format", None) != "channels_last":
        return ()
    return shape[2:-1]


def _unsorted_cells(call: SeenCall) -> int:
    """How many cells the layer stacks, where what it was given is not one entry for each; else 0."""
    stacked = getattr(getattr(call.layer, "cell", None), "cells", None) or ()
    return 0 if len(stacked) == len(call.states) else len(stacked)


def _nested(call: SeenCall) -> int:
    """The entries of the states, where some hold several for a layer that stacks no cells; else 0."""
    if not is_recurrent(call.layer) or getattr(getattr(call.layer, "cell", None), "cells", None):
        return 0
    entries = call.states if isinstance(call.states, (list, tuple)) else ()
    return len(entries) if any(isinstance(entry, (list, tuple)) for entry in entries) else 0


def _from_bidirectional(call: SeenCall) -> bool:
    """Whether a Bidirectional layer made what the failed layer was given (where it runs, or where it was wired)."""
    wired = flat(node_arguments(call.node)[1].get("initial_state")) if call.node is not None else []
    given = {id(t) for t in [*flat(call.states), *wired]}
    if any(
        type(getattr(getattr(t, "_keras_history", None), "operation", None)).__name__ == "Bidirectional"
        for t in wired
    ):
        return True
    return any(
        type(seen.layer).__name__ == "Bidirectional" and any(id(t) in given for t in seen.outputs)
        for seen in log.calls
    )


def fatal_exit(error: BaseException) -> SeenExit | None:
    """The last value that was asked for where TensorFlow has none, if the script died of that.

    TensorFlow itself asks now and then, and goes another way where it is refused: the line must be the one that failed.
    """
    if not isinstance(error, (AttributeError, NotImplementedError, TypeError, ValueError)):
        return None
    fatal = [(event, event.site) for event in log.exits if event.fatal and event.site is not None]
    text = str(error)
    if not fatal or not any(
        word in text
        for word in ("numpy", "format string", "symbolic", "Symbolic", "must be a", "array", "EagerTensor")
    ):
        return None
    failed = last_user_site(error)
    here = [event for event, site in fatal if failed is None or site[:2] == failed[:2]]
    return here[-1] if here else None


def blind_request(error: BaseException) -> SeenRequest | None:
    """The request that is answered with None, for its tape does not watch the source, if the script died of that None.

    Not where a whole step came before: what is known of that says more.
    """
    last = log.step_end or log.serial
    blind = [r for r in log.requests if r.blind and r.site is not None and r.order <= last]
    if not blind or not any(_NONE.search(str(cause)) for cause in causes_of(error, own=True)):
        return None
    site = last_user_site(error)
    failing = source_line(site.file, site.line) if site is not None else ""
    named = [r for r in blind if _takes(failing, r.site)]
    return named[0] if named else blind[-1]


def _takes(failing: str, asked: Any) -> bool:
    """Whether a line names what the line that asks for the gradient calls its answer."""
    answer = re.match(r"\s*([A-Za-z_]\w*)\s*=[^=]", source_line(asked.file, asked.line))
    return answer is not None and re.search(rf"(?<![\w.]){answer[1]}\b", failing) is not None


def _site(call: SeenCall) -> Site | None:
    node_call: SeenCall | None = call
    while node_call is not None and node_call.node is None:
        node_call = node_call.parent
    if node_call is not None and len(call.sites) <= node_call.depth:
        known: Any = log.node_sites.get(id(node_call.node))
        if known is not None and known[1] is not None:
            return known[1]  # type: ignore[no-any-return]
    return call.sites[-1] if call.sites else None


def _shape(tensor: Any) -> tuple[int | None, ...] | None:
    shape = tensor.shape
    if isinstance(shape, tuple):
        return tuple(shape)
    return None if shape.rank is None else tuple(shape.as_list())
