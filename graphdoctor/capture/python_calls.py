"""Python functions that the step's graph calls (`tf.numpy_function`, `tf.py_function`), and the variables they name.

TensorFlow runs them beside the graph: what they do with variables of their own is in no graph and on no tape. They are
not run to see it; their code names what they use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from types import CodeType
from typing import Any

from graphdoctor.analysis.control_flow import behind
from graphdoctor.capture import eager, values
from graphdoctor.capture.patching import wrap
from graphdoctor.capture.recorder import paused
from graphdoctor.capture.variables import find, handle_of
from graphdoctor.graph.model import StepGraph
from graphdoctor.source import is_user_file

_OPS = ("PyFunc", "PyFuncStateless", "EagerPyFunc")
_MOST = 200
"""Objects that are looked at from one function on."""


def install() -> None:
    """Eager code is told the shapes of what such a function returns: it would have been run."""
    from tensorflow.python.ops import script_ops

    def made(original: Any, func: Any, *args: Any, **kwargs: Any) -> Any:
        if not eager.in_step():
            return original(func, *args, **kwargs)
        result = original(_silent(func), *args, **kwargs)
        for tensor in result if isinstance(result, (list, tuple)) else [result]:
            if eager.demandable(tensor):
                tensor.set_shape(values.evaluate(tensor).shape)
        return result

    wrap(script_ops, "_internal_py_func", made)


def _silent(func: Callable[..., Any]) -> Callable[..., Any]:
    """The function, with the hooks inert: a thread of TensorFlow's runs it, for us."""

    def run(*args: Any, **kwargs: Any) -> Any:
        with paused() if values.evaluating else nullcontext():
            return func(*args, **kwargs)

    run.__wrapped__ = func  # type: ignore[attr-defined]
    return run


def variables_in_python(step: StepGraph, tf_ops: list[Any], handles: dict[int, int]) -> dict[int, int]:
    """For each variable that a Python function names, of those that a loss is made of, the op that calls it.

    handles: the variables' numbers by the ids of their handles.
    """
    found: dict[int, int] = {}
    losses = (op for request in step.requests for op, _ in request.targets)
    for op in sorted(behind(step, losses)):
        if step.types[op] not in _OPS:
            continue
        for variable in _variables_of(_function_of(tf_ops[op])):
            number = handles.get(id(handle_of(variable)))
            if number is not None:
                found.setdefault(number, op)
    return found


def _function_of(tf_op: Any) -> Any:
    from tensorflow.python.ops import script_ops

    token = tf_op.get_attr("token")
    function = script_ops._py_funcs.get(token.decode() if isinstance(token, bytes) else token)
    return getattr(function, "_func", function)


def _variables_of(function: Any) -> Iterator[Any]:
    """The variables that a function's code names: by themselves, or as those of a layer, a model or a module."""
    stack, seen = [function], set[int]()
    while stack and len(seen) < _MOST:
        thing = stack.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        record = find(thing)
        if record is not None:
            yield record.variable
        elif isinstance(thing, (list, tuple)):
            stack.extend(thing)
        elif isinstance(thing, dict):
            stack.extend(thing.values())
        elif isinstance(getattr(thing, "variables", None), (list, tuple)):
            stack.extend(thing.variables)
        elif callable(thing):
            stack.extend(_named(thing))


def _named(function: Any) -> Iterator[Any]:
    """The objects that a function of the user's names: what it holds, globals, and attributes of these."""
    for inner in ("__wrapped__", "__func__", "func"):
        if callable(getattr(function, inner, None)):
            yield getattr(function, inner)
    yield from getattr(function, "args", None) or ()
    code = getattr(function, "__code__", None)
    if code is None or not is_user_file(code.co_filename):
        return
    names = set(_names(code))
    held = [function.__self__] if getattr(function, "__self__", None) is not None else []
    held += [value for name, value in function.__globals__.items() if name in names]
    for cell in function.__closure__ or ():
        try:
            held.append(cell.cell_contents)
        except ValueError:  # a cell that is not filled yet
            continue
    for thing in held:
        attributes = getattr(thing, "__dict__", {})
        used = [value for name, value in attributes.items() if name in names]
        yield from used or [thing]


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)
