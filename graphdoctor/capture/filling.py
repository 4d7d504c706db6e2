"""Variables that wait for their value, and the places where they get it: just before something reads them.

Every eager op and every call of a compiled function goes through a few functions of TensorFlow's C++ layer. There a
variable that still waits is filled, that one alone. Tracing reads no values, so it fills nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphdoctor.capture.patching import replace
from graphdoctor.capture.recorder import paused

_UNREAD = ("AssignVariableOp", "DestroyResourceOp", "VarHandleOp")


@dataclass(slots=True)
class Waiting:
    """A variable without a value. `handle` is kept, since its id names the variable; at first it is a placeholder."""

    handle: Any
    make: Callable[[], Any]
    dtype: Any
    size: int


_waiting: dict[int, Waiting] = {}
_expected: dict[int, Waiting] = {}
_hooked: list[bool] = []
_lock = threading.RLock()


@contextmanager
def registered(waiting: Waiting) -> Iterator[Any]:
    """Within, the variable that is assigned the placeholder starts to wait instead."""
    _hook_execution()
    placeholder = waiting.handle
    _expected[id(placeholder)] = waiting
    try:
        yield placeholder
    finally:
        del _expected[id(placeholder)]


def bytes_missing(tensors: Iterable[Any]) -> int:
    """How much memory the values of those among the tensors that are waiting handles would take."""
    return sum(w.size for w in _waiting_among(tensors))


def _hook_execution() -> None:
    """Watch eager ops and calls of compiled functions, from the first large variable on: it costs a little per op."""
    if _hooked:
        return
    _hooked.append(True)
    from tensorflow.python import pywrap_tfe

    fast = pywrap_tfe.TFE_Py_FastPathExecute

    def fast_path(context: Any, op: str, *args: Any) -> Any:
        if _expected and op == "AssignVariableOp" and id(args[2]) in _expected:
            return _wait(args[1], _expected[id(args[2])])
        if _waiting:
            answer = _before(op, args)
            if answer is not None:
                return answer
        return fast(context, op, *args)

    replace(pywrap_tfe, "TFE_Py_FastPathExecute", fast_path)
    for name in ("TFE_Py_Execute", "TFE_Py_ExecuteCancelable"):
        _hook_call(pywrap_tfe, name)


def _hook_call(module: Any, name: str) -> None:
    original = getattr(module, name)

    def execute(context: Any, device: Any, op: Any, inputs: Any, *args: Any) -> Any:
        if _waiting:
            answer = _before(op, inputs)
            if answer is not None:
                return [answer]
        return original(context, device, op, inputs, *args)

    replace(module, name, execute)


def _wait(handle: Any, waiting: Waiting) -> None:
    waiting.handle = handle
    _waiting[id(handle)] = waiting


def _before(op: Any, inputs: Iterable[Any]) -> Any:
    """Fill what an op is about to read. Returns its result where that is known without."""
    found = list(_waiting_among(inputs))
    if not found:
        return None
    name = op.decode() if isinstance(op, bytes) else op
    if name == "VarIsInitializedOp":
        from tensorflow.python.framework import ops

        return ops.convert_to_tensor(True)
    for waiting in found:
        if name in _UNREAD:
            _waiting.pop(id(waiting.handle), None)
        else:
            fill(waiting)
    return None


def _waiting_among(inputs: Iterable[Any]) -> Iterator[Waiting]:
    for value in inputs:
        if value is None or isinstance(value, (str, bytes, int, float)):
            continue
        if isinstance(value, (list, tuple)):
            yield from _waiting_among(value)
        elif id(value) in _waiting:
            yield _waiting[id(value)]
        elif not hasattr(value, "_id"):  # a variable itself: TensorFlow's C++ code reads it
            handle = getattr(value, "handle", None)
            if id(handle) in _waiting:
                yield _waiting[id(handle)]


def fill(waiting: Waiting) -> None:
    """Give a variable its initial value. Raises MemoryError where the machine has no room for it."""
    from tensorflow.python.framework import ops
    from tensorflow.python.ops import gen_resource_variable_ops

    with _lock:
        if _waiting.pop(id(waiting.handle), None) is None:
            return
        room = available_memory()
        if room is not None and waiting.size > room:
            raise MemoryError(
                f"a variable of {waiting.size >> 20} MiB is read, and {room >> 20} MiB are free"
            )
        with paused(), ops.init_scope(), ops.device(waiting.handle.device):
            value = ops.convert_to_tensor(waiting.make(), dtype=waiting.dtype)
            gen_resource_variable_ops.assign_variable_op(waiting.handle, value)


def available_memory() -> int | None:
    """Bytes that this machine can still give; None where it does not tell."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
    except OSError:
        return None
    found = [line.split()[1] for line in lines if line.startswith("MemAvailable:")]
    return int(found[0]) * 1024 if found else None
