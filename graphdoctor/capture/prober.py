"""What TensorFlow's registry says of an op: for each input, whether its gradient function answers.

The op's own gradient function is called in a scratch FuncGraph with placeholders for the incoming gradients; tensors
of the op's graph become captures there. Nothing is kept in a table: an op that TensorFlow learns to differentiate
tomorrow needs no new line here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from graphdoctor.capture.patching import wrap
from graphdoctor.capture.pulling import Puller
from graphdoctor.capture.scratch import Scratch, Traced
from graphdoctor.graph.model import LIVE, NONE, UNKNOWN, ZERO, Mask, StepGraph

_SWITCHES = {
    "Switch": (LIVE, NONE),
    "Merge": (LIVE,),
    "Enter": (LIVE,),
    "Exit": (LIVE,),
    "NextIteration": (LIVE,),
    "LoopCond": (NONE,),
}
"""TensorFlow 1's loops and branches are made of these ops. They hand values on; their gradient functions work only
while TensorFlow itself builds the gradient of the whole loop, and cannot be asked about one op."""
_CONSTANTS = ("Const", "Fill")
_overridden = {"IdentityN"}  # what `tf.custom_gradient` uses
_imported: list[bool] = []  # graphs that were read may say it of any op


class Prober:
    """Answers `Oracle.gradients` for one StepGraph, cached by what the answer depends on."""

    def __init__(self, step: StepGraph, tf_ops: list[Any]) -> None:
        self.step = step
        self.tf_ops = tf_ops
        self.reasons: dict[int, str] = {}
        self._scratch: Scratch | None = None
        self._by_op: dict[int, Sequence[str]] = {}
        self._by_key: dict[Any, tuple[Sequence[str], str]] = {}
        self._traced: dict[int, Traced] = {}
        self._puller = Puller(step, tf_ops, self._traced)

    def gradients(self, op: int) -> Sequence[str]:
        """LIVE, NONE, ZERO or UNKNOWN per input; see `reasons` for what is not LIVE."""
        known = self._by_op.get(op)
        if known is not None:
            return known
        key = self._key(op)
        found = self._by_key.get(key)
        if found is None:
            found = self._by_key[key] = self._ask(op)
        self._by_op[op], reason = found
        if reason:
            self.reasons[op] = reason
        return self._by_op[op]

    def selects(self, op: int) -> bool:
        """See `graphdoctor.capture.pulling`."""
        return self._puller.selects(op)

    def pull(self, op: int, asked: Sequence[Mask | None]) -> Sequence[Mask | None]:
        """See `graphdoctor.capture.pulling`."""
        return self._puller.pull(op, asked)

    def _key(self, op: int) -> Any:
        """What the answer depends on. Asked for each op that a gradient may reach: hence no call that can be spared."""
        types, dtypes, inputs = self.step.types, self.step.dtypes, self.step.inputs[op]
        kind = types[op]
        outputs = self.tf_ops[op].outputs
        unknown = [t._shape[1] for t in outputs]  # of a tensor whose rank is not known
        floats = [
            (n, source)
            for n, (source, _) in enumerate(inputs)
            if types[source] in _CONSTANTS and dtypes[source][0][:5] == "float"
        ]
        return (
            kind,
            dtypes[op],
            tuple([dtypes[source][port] for source, port in inputs]),
            tuple(unknown) if True in unknown else None,
            _custom_gradient(self.tf_ops[op]) if kind in _overridden or _imported else None,
            self._constants(floats) if floats else None,
        )

    def _constants(self, places: list[tuple[int, int]]) -> tuple[Any, ...] | None:
        """Where a constant stands at an input, the gradient may be zero whatever flows: `x * 0`, `pow(x, 0)`.

        Which number it is does not matter otherwise: a hundred rates of a hundred dropouts are one question.
        """
        found = []
        for position, source in places:
            if self.step.types[source] == "Fill":
                source = self.step.inputs[source][1][0]  # what it is filled with
            value = self.step.consts.get(source)
            if value is not None and value.dtype.kind == "f":
                found.append((position, _sort_of(value)))
        return tuple(found) or None

    def _ask(self, op: int) -> tuple[Sequence[str], str]:
        from tensorflow.python.framework import ops

        tf_op = self.tf_ops[op]
        count = len(self.step.inputs[op])
        handed_on = _SWITCHES.get(tf_op.type.removeprefix("Ref"))
        if handed_on is not None:
            return handed_on if len(handed_on) == count else handed_on * count, ""
        try:
            function = ops.get_gradient_function(tf_op)
        except LookupError:
            return (NONE,) * count, "unregistered"
        if function is None:
            return (NONE,) * count, "not differentiable"
        if not any(self.step.differentiable((op, port)) for port in range(len(self.step.dtypes[op]))):
            return (NONE,) * count, "no output of a differentiable dtype"
        return self._call(function, tf_op, count)

    def _call(self, function: Any, tf_op: Any, count: int) -> tuple[Sequence[str], str]:
        scratch = self._scratch or Scratch()
        self._scratch = None  # a gradient function that raises may leave anything behind
        if tf_op.type.startswith("TensorArray"):
            scratch = Scratch()
            scratch.graph._captured = {}  # what TensorFlow knows functions by that use TensorFlow 1's own arrays
        try:
            traced = scratch.trace(function, tf_op)
        except (LookupError, NotImplementedError) as error:
            return (NONE,) * count, f"unregistered: {error}"
        except Exception as error:  # a gradient function may refuse in any way; then the op is undecided
            return (UNKNOWN,) * count, f"{type(error).__name__}: {error}"
        answers, zero = traced.answers, scratch.zero()
        if not tf_op.type.startswith("TensorArray"):
            self._scratch = scratch
            self._traced[id(tf_op)] = traced
        found = [_verdict(a, zero) for a in answers[:count]]
        return tuple(found + [NONE] * (count - len(found))), "" if LIVE in found else "gradient function"


def _sort_of(value: Any) -> Any:
    """What of a constant may decide whether a gradient is zero: where it is zero, one, above or below."""
    if value.size > 8:
        return not value.any()
    return tuple([(number == 0, number > 0, number == 1) for number in value.reshape(-1).tolist()])


def _verdict(answer: Any, zero: set[int]) -> str:
    if answer is None:
        return NONE
    parts = [getattr(answer, "values", None), answer] if hasattr(answer, "values") else [answer]
    first = parts[0]
    return ZERO if id(first) in zero else LIVE


def install() -> None:
    """Remember the types of op that were given another gradient: asking every op for its own costs a third of all."""
    from tensorflow.python.framework import importer, ops

    def override(original: Any, graph: Any, types: Any, *args: Any) -> Any:
        _overridden.update(types if isinstance(types, dict) else ())
        return original(graph, types, *args)

    def imported(original: Any, *args: Any, **kwargs: Any) -> Any:
        _imported.append(True)
        return original(*args, **kwargs)

    wrap(ops.Graph, "gradient_override_map", override)
    wrap(importer, "_import_graph_def_internal", imported)


def _custom_gradient(tf_op: Any) -> Any:
    """A `tf.custom_gradient` is registered under a new name at each call; its code tells which one it is."""
    try:
        name = tf_op.get_attr("_gradient_op_type").decode()
    except ValueError:
        return None
    if not name.startswith("CustomGradient-"):
        return name
    from tensorflow.python.framework import ops

    function = ops.gradient_registry.lookup(name)
    return ("custom", *_code_of(function))


def _code_of(function: Any) -> tuple[Any, ...]:
    """What tells one gradient function from another: its code, that of the functions in it, and the values it holds."""
    found: list[Any] = []
    seen: set[int] = set()
    stack = [function]
    while stack and len(seen) < 64:
        current = stack.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        stack += [inner for name in ("__wrapped__", "__func__") if (inner := getattr(current, name, None))]
        code = getattr(current, "__code__", None)
        if code is None:
            found.append(id(current))  # a layer, a partial: what it holds is its own
            continue
        found.append(code)  # two lambdas of one line are equal in all but their code
        for content in _held(current):
            if callable(content):
                stack.append(content)
            else:
                found.append(_distinct(content))
    return tuple(found)


def _held(function: Any) -> Iterator[Any]:
    """The values in a function's closure, its defaults, and the object that a method belongs to."""
    yield from getattr(function, "__defaults__", None) or ()
    if getattr(function, "__self__", None) is not None:
        yield function.__self__
    for cell in getattr(function, "__closure__", None) or ():
        try:
            yield cell.cell_contents
        except ValueError:  # a cell that is not filled yet
            continue


def _distinct(content: Any) -> Any:
    """What may decide an answer (`scale=0.0`, a layer's `stop`). Tensors alone are all alike: each call has its own.

    The registry keeps the function and what it holds, so that an id stays its object's.
    """
    if content is None or isinstance(content, bool | int | float | str | bytes):
        return type(content), content
    if isinstance(content, list | tuple):
        return type(content), tuple([_distinct(item) for item in content])
    if isinstance(content, dict):
        return dict, tuple([(key, _distinct(item)) for key, item in content.items()])
    if hasattr(content, "dtype") and hasattr(content, "shape") and not hasattr(content, "flags"):
        return type(content)
    return id(content)
