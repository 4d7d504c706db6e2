"""What had been traced when the user's code failed: unfinished graphs, and layer calls that never returned."""

from __future__ import annotations

import re
from types import FrameType, TracebackType
from typing import Any

from graphdoctor.capture.failures import causes_of
from graphdoctor.capture.frames import is_user_frame
from graphdoctor.capture.recorder import SeenCall, log

_TRACER = "func_graph_from_py_func"


def remember_call(call: SeenCall, error: BaseException) -> None:
    """A layer's call raises; the calls around it come next, unless the user's code catches the exception."""
    inner = log.failed_calls[-1] if log.failed_calls else None
    if inner is None or inner.parent is not call:
        log.failed_calls.clear()
    call.serial = log.tick()
    log.failed_calls.append(call)
    log.failed_with = error


def remember_graph(error: BaseException) -> None:
    """Tracing a function raises: TensorFlow will drop the graph."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_name != _TRACER:
        trace = trace.tb_next
    graph = trace.tb_frame.f_locals.get("func_graph") if trace is not None else None
    if graph is None:
        return
    if not log.unfinished or getattr(log.unfinished[-1], "outer_graph", None) is not graph:
        log.unfinished.clear()
    log.unfinished.append(graph)
    log.failed_with = error


def unfinished_graphs() -> list[Any]:
    """The graphs that were being traced when the script failed, outermost first; none where it ran eagerly."""
    from tensorflow.python.eager import context
    from tensorflow.python.framework import ops

    found = list(reversed(log.unfinished))
    around = getattr(found[0], "outer_graph", None) if found else None
    if log.step_graph is not None and (not found or around is log.step_graph):
        found.insert(0, log.step_graph)
    if not found and not context.executing_eagerly():
        found.append(ops.get_default_graph())
    return found


def forget_others(error: BaseException) -> None:
    """What failed before, and was caught by the user's code, has nothing to do with this exception."""
    if all(cause is not log.failed_with for cause in causes_of(error, own=True)):
        log.failed_calls.clear()
        log.unfinished.clear()


def tensors_in_line(error: BaseException, file: str, line: int) -> list[Any]:
    """The symbolic tensors that the failing line names, in the order in which it does."""
    for cause in causes_of(error, own=True):
        frame = _frame_of_the_user(cause.__traceback__)
        found = _named(frame, file, line) if frame is not None else []
        if found:
            return found
    return []


def _frame_of_the_user(trace: TracebackType | None) -> FrameType | None:
    found = None
    while trace is not None:
        if is_user_frame(trace.tb_frame):
            found = trace.tb_frame
        trace = trace.tb_next
    return found


def _named(frame: FrameType, file: str, line: int) -> list[Any]:
    from graphdoctor.source import source_line

    names = dict.fromkeys(re.findall(r"(?<![\w.])[A-Za-z_]\w*", source_line(file, line)))
    values = (frame.f_locals.get(name) for name in names)
    return [value for value in values if hasattr(value, "value_index") and hasattr(value, "graph")]
