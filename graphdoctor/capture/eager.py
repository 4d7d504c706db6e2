"""Plain eager training code, captured symbolically.

When eager code enters a tape, a fresh FuncGraph becomes the default graph, and stays it until the step ends: eager
tensors become captures, ops become nodes, nothing is computed. Python that needs a value gets it from
`capture.values`; data pipelines keep running eagerly.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from graphdoctor.capture import eagerly, outside, shapes, values
from graphdoctor.capture.frames import Site, place, user_site
from graphdoctor.capture.patching import replace, wrap
from graphdoctor.capture.recorder import SeenExit, active, log, paused, position

_managers: list[Any] = []


def enter(site: Site | None) -> None:
    """Make the step's FuncGraph the default graph, if the process is not in it yet."""
    from tensorflow.python.framework import func_graph

    if log.step_graph is None:
        log.step_graph = func_graph.FuncGraph("training_step")
        log.mode = "eager"
    manager = log.step_graph.as_default()
    manager.__enter__()
    _managers.append(manager)


def tape_entered(site: Site | None) -> None:
    """A tape starts: at a line where one started before in this eager step, the step is over.

    A tape within another one that records belongs to the same step, however often it starts: an inner loop's.
    """
    from graphdoctor.capture import stop

    if log.step_graph is None or not in_step() or _within_another(site):
        return
    where = place(site)
    if site is not None and log.tape_lines.get(where) and log.requests:
        log.loop_start = log.loop_start or log.first_tape[where]
        stop.next_turn()
    if site is not None:
        log.first_tape.setdefault(where, log.tick())
        log.tape_lines[where] = log.tape_lines.get(where, 0) + 1


def _within_another(site: Site | None) -> bool:
    """Whether a tape that was started elsewhere still records; one of the same line was left open by the last turn."""
    return any(tape.recording and tape.spans[-1].site != site for tape in log.tapes)


def in_step() -> bool:
    """Whether the default graph is the eager step's own graph."""
    from tensorflow.python.framework import ops

    return log.step_graph is not None and ops.get_default_graph() is log.step_graph


@contextmanager
def aside() -> Iterator[None]:
    """Outside of the user's graphs, with the hooks inert: for our own work."""
    from tensorflow.python.framework import ops

    with paused(), ops.init_scope():
        yield


def install() -> None:
    """Teach symbolic tensors of the step to answer Python, and keep data pipelines eager."""
    from tensorflow.python.framework import ops

    cls = getattr(ops, "SymbolicTensor", None) or ops.Tensor
    replace(cls, "numpy", _NumpyMethod())
    for name, kind in (
        ("__array__", "array"),
        ("__float__", "float"),
        ("__int__", "int"),
        ("__complex__", "complex"),
        ("__index__", "index"),
        ("__bool__", "bool"),
        ("__format__", "format"),
        ("__len__", "len"),
        ("__iter__", "iter"),
    ):
        _answer(cls, name, kind)
    shapes.install(cls)
    eagerly.install(in_step)
    wrap(ops._EagerTensorBase, "__iter__", _eager_rows)
    _install_constants(ops)
    outside.install()
    _install_variables()
    _install_data()


def install_tf_keras(module: Any) -> None:
    """In a graph tf_keras lets AutoGraph convert a layer's `call`; what is eager code must stay Python."""

    def autographed(original: Any, layer: Any) -> Any:
        return layer.call if in_step() else original(layer)

    wrap(module.Layer, "_autographed_call", autographed)


_FATAL = ("array", "float", "int", "complex", "bool", "index", "iter")
"""What a tensor without a value refuses; a format does so where it says how to write a number."""


def _answer(cls: Any, name: str, kind: str) -> None:
    original = getattr(cls, name, None)

    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        if not demandable(self):
            if active() and (kind in _FATAL or (kind == "format" and any(args))):
                left(kind, self, fatal=True)
            if original is None:
                raise TypeError(f"{name} is not available for a symbolic tf.Tensor")
            return original(self, *args, **kwargs)
        if kind == "iter":
            return _rows(self)
        if (
            kind == "len"
            and self.shape.rank is not None
            and self.shape.rank > 0
            and self.shape[0] is not None
        ):
            return int(self.shape[0])
        value = demand(self, kind)
        if kind == "array":
            import numpy as np

            return np.asarray(value, *args[:1])
        return getattr(value, name)(*args, **kwargs)

    method.__name__ = name
    replace(cls, name, method)


def _install_constants(module: Any) -> None:
    """A tensor, or a list of arrays, is a constant to eager code, and an error to a graph. Zeros in arrays are data."""
    import numpy as np
    from tensorflow.python.ops import array_ops

    def constant(original: Any, value: Any, dtype: Any, shape: Any, *args: Any, **kwargs: Any) -> Any:
        if in_step() and isinstance(value, (list, tuple)) and _holds_array(value):
            value = np.array(value)
        is_array = isinstance(value, np.ndarray) and value.ndim and value.dtype.kind == "f"
        if is_array and in_step() and not value.any():
            data = original(value, dtype, shape, *args, **kwargs)
            return array_ops.placeholder_with_default(data, data.shape)
        if not demandable(value) or (dtype is not None and value.dtype != dtype):
            made = original(value, dtype, shape, *args, **kwargs)
            if in_step() and _may_change(value):
                log.arrays[id(made.op)] = made.op
            return made
        return array_ops.identity(value) if shape is None else array_ops.reshape(value, shape)

    wrap(module, "_create_graph_constant", constant)


def _holds_array(values: Any) -> bool:
    """Whether nested lists have a NumPy array among them."""
    import numpy as np

    return any(
        isinstance(v, np.ndarray) or (isinstance(v, (list, tuple)) and _holds_array(v)) for v in values
    )


def _may_change(value: Any) -> bool:
    """Whether a constant of an eager step may be another one in the next: numpy's arrays are, but for lists of axes."""
    import numpy as np

    if not isinstance(value, (np.ndarray, np.generic)):
        return False
    return value.dtype.kind not in "iu" or not np.array_equal(value, np.arange(value.size))


def _eager_rows(original: Any, tensor: Any) -> Any:
    """The rows of a tensor that was there before the step: TensorFlow refuses to tell them in a graph."""
    from tensorflow.python.framework import ops

    if not in_step() or tensor.shape.rank == 0:
        return original(tensor)
    if any(tensor is watched for seen in log.tapes for watched in seen.explicit):
        return _rows(tensor)
    with ops.init_scope():
        return iter([tensor[i] for i in range(tensor.shape[0])])


def _rows(tensor: Any) -> Any:
    if tensor.shape.rank == 0:
        raise TypeError("Cannot iterate over a scalar tensor.")
    count = tensor.shape[0]
    if count is None:
        count = int(values.evaluate(tensor).shape[0])
    return iter([tensor[i] for i in range(count)])


class _NumpyMethod:
    """`.numpy` exists on the step's tensors only, so that `hasattr(x, "numpy")` keeps its meaning elsewhere."""

    def __get__(self, tensor: Any, owner: Any = None) -> Any:
        if tensor is None:
            return self
        if demandable(tensor):
            return lambda: demand(tensor, "numpy").numpy()
        if active() and getattr(tensor, "graph", None) is not None and _asked_by_user():
            left("numpy", tensor, fatal=True)
        raise AttributeError("'SymbolicTensor' object has no attribute 'numpy'")


def _asked_by_user() -> bool:
    from graphdoctor.capture.frames import is_user_frame, python_frames

    for index, frame in enumerate(python_frames()):
        if is_user_frame(frame):
            return index < 4
    return False


def demandable(tensor: Any) -> bool:
    """Whether a tensor belongs to the eager step's graph: eager code would have had its value."""
    return active() and log.step_graph is not None and getattr(tensor, "graph", None) is log.step_graph


def demand(tensor: Any, kind: str) -> Any:
    """The eager value of a tensor, remembered as having left TensorFlow unless only its truth or text was asked."""
    exit_ = left(kind, tensor) if kind not in ("bool", "format", "len", "index") else None
    value = values.evaluate(tensor)
    if exit_ is not None:
        exit_.value = value
    return value


def left(kind: str, tensor: Any, fatal: bool = False) -> SeenExit:
    """Remember that a value left TensorFlow here."""
    at = position(log.step_graph) if log.step_graph is not None else 0
    log.exits.append(SeenExit(kind, tensor, user_site(), log.tick(), fatal, at))
    return log.exits[-1]


def _install_variables() -> None:
    from tensorflow.python.eager import context
    from tensorflow.python.ops import resource_variable_ops

    def numpy(original: Any, variable: Any) -> Any:
        if not in_step():
            if active() and not context.executing_eagerly():
                left("numpy", variable, fatal=True)
            return original(variable)
        from tensorflow.python.framework import ops

        left("numpy", variable)
        with paused(), ops.init_scope():
            return original(variable)

    wrap(resource_variable_ops.BaseResourceVariable, "numpy", numpy)


def _install_data() -> None:
    """Datasets and their iterators live outside of the step's graph."""
    from tensorflow.python.data.ops import dataset_ops, iterator_ops
    from tensorflow.python.ops import gen_dataset_ops, gen_experimental_dataset_ops

    wrap(iterator_ops.OwnedIterator, "__next__", _eagerly)
    wrap(dataset_ops.DatasetV2, "__iter__", _eagerly)
    for module in (gen_dataset_ops, gen_experimental_dataset_ops):
        for name, value in list(vars(module).items()):
            if callable(value) and not name.startswith("_") and _is_op(value, module):
                wrap(module, name, _eagerly)


def _is_op(value: Any, module: Any) -> bool:
    """Whether a module's attribute is one of the op functions that TensorFlow generated for it."""
    own = getattr(value, "__module__", "") == module.__name__ and not isinstance(value, type)
    return own and not getattr(value, "__name__", "").endswith("_eager_fallback")


def _eagerly(original: Any, *args: Any, **kwargs: Any) -> Any:
    if not in_step():
        return original(*args, **kwargs)
    from tensorflow.python.framework import ops
    from tensorflow.python.util import nest

    def concrete(value: Any) -> Any:
        return values.evaluate(value) if demandable(value) else value

    args, kwargs = nest.map_structure(concrete, (args, kwargs))
    with ops.init_scope():
        return original(*args, **kwargs)
