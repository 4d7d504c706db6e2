"""What eager code does outside of the step: values that it takes and variables that it reads, by line."""

from __future__ import annotations

from itertools import islice
from typing import Any

from graphdoctor.capture.frames import is_user_frame, python_frames, stack_sites, user_site
from graphdoctor.capture.patching import wrap
from graphdoctor.capture.recorder import SeenRead, log

_CHANGES = ("AssignAddVariableOp", "AssignSubVariableOp")
"""Ops that change a variable by some amount: nobody loads weights like that."""
_NEAR = 12  # frames between an op and the constructor that makes it
_STORES = frozenset(("saving", "checkpoint", "saved_model"))
"""The packages of TensorFlow and of both Keras that write models to files."""


def install() -> None:
    """Watch eager tensors and variables until the first tape starts."""
    from tensorflow.python.framework import ops
    from tensorflow.python.ops import resource_variable_ops

    _install_early_exits(ops)
    _install_reads(resource_variable_ops)


def _install_early_exits(module: Any) -> None:
    """Lines that take eager values before the first tape starts take them again in the loop's next turn."""

    def taken(original: Any, tensor: Any, *args: Any, **kwargs: Any) -> Any:
        if log.step_graph is None:
            site = user_site()
            if site is not None:
                log.early_exits.add(site)
        return original(tensor, *args, **kwargs)

    for name in ("numpy", "__array__", "__float__", "__int__"):
        if name in vars(module._EagerTensorBase):
            wrap(module._EagerTensorBase, name, taken)


def _install_reads(module: Any) -> None:
    """Reads that eager code makes outside of the step, by line: the tape did not see them. A tape sees its own thread.

    An op that is handed a variable reads it in C++, without a word to Python.
    """
    from tensorflow.python import pywrap_tfe

    def variable_accessed(original: Any, variable: Any) -> Any:
        _remember_read(variable)
        return original(variable)

    def execute(original: Any, context: Any, name: str, *args: Any, **kwargs: Any) -> Any:
        for given in args:
            for part in given if isinstance(given, (list, tuple)) else (given,):  # tf.einsum hands in a list
                if isinstance(part, module.BaseResourceVariable):
                    _remember_read(part)
        if name.startswith("Assign"):
            _remember_eager_write(args[1], name)  # after the op's own name
        return original(context, name, *args, **kwargs)

    wrap(module, "variable_accessed", variable_accessed)
    wrap(pywrap_tfe, "TFE_Py_FastPathExecute", execute)


def _remember_eager_write(handle: Any, kind: str) -> None:
    from tensorflow.python.framework import ops

    remember_write(handle, kind)
    seen = log.by_handle.get(id(handle))
    if seen is not None and not _is_first(seen.variable):
        log.eager_writes[id(seen)] = ops.uid()


def _is_first(variable: Any) -> bool:
    """Whether a variable's constructor writes: one that a `tf.function` makes is known before it has a value."""
    near = islice(python_frames(), _NEAR)
    return any(f.f_code.co_name == "__init__" and f.f_locals.get("self") is variable for f in near)


def remember_write(handle: Any, kind: str) -> None:
    """A variable is written by no step; `kind`: the op that does it."""
    seen = log.by_handle.get(id(handle))
    if seen is not None and log.requests:
        log.written_later.add(id(seen))
    if seen is not None and kind in _CHANGES:
        log.changed_by_hand.add(id(seen))


def _remember_read(variable: Any) -> None:
    from tensorflow.python.eager import context
    from tensorflow.python.framework import ops

    seen = log.by_handle.get(id(getattr(variable, "handle", None)))
    stack = stack_sites() if seen is not None and (context.executing_eagerly() or _in_pipeline(ops)) else []
    if seen is not None and stack:
        read = SeenRead(stack[-1], ops.uid(), stack, _is_storing())
        log.eager_reads.setdefault(id(seen), []).append(read)


def _is_storing() -> bool:
    """Whether a library saves a model, or hands out all of its weights."""
    for frame in python_frames():
        if is_user_frame(frame):
            return False
        module = frame.f_globals.get("__name__", "")
        if frame.f_code.co_name == "get_weights" or not _STORES.isdisjoint(module.split(".")):
            return True
    return False


def _in_pipeline(ops: Any) -> bool:
    """Whether a function of a `tf.data` pipeline is traced: TensorFlow names it for the dataset's method."""
    graph = ops.get_default_graph()
    while graph is not None:
        if getattr(graph, "name", "").startswith("Dataset_"):
            return True
        graph = getattr(graph, "outer_graph", None)
    return False
