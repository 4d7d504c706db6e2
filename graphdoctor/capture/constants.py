"""Values of a step that are the same in every run: what is computed from constants, and from sizes, alone."""

from __future__ import annotations

from typing import Any

from graphdoctor.analysis.facts import SIZES
from graphdoctor.capture.recorder import log
from graphdoctor.graph.model import ARG, OP, RET, Ref, StepGraph

MOST = 1 << 16
"""Elements of a tensor that is looked into."""
DEEPEST = 60
FIXED, SIZED = 1, 2
"""The same in every run; the same for inputs of the same size."""
_CARRY_SIZES = frozenset(
    "Identity Cast Pack ConcatV2 StridedSlice GatherV2 Reshape ExpandDims Mul Prod Fill".split()
)
"""What may be made of a size that is not known: of a half of it, two sizes that are tried say nothing of others."""
CONTROL_FLOW = frozenset(
    prefix + name for prefix in ("", "Ref") for name in ("Switch", "Merge", "Enter", "Exit", "NextIteration")
)
"""What TensorFlow 1's loops and branches are made of: these mean nothing by themselves."""
NOT_FIXED = CONTROL_FLOW | {"PlaceholderWithDefault"}
HANDLES = frozenset(("resource", "variant", "string"))


class Constants:
    """The constants of one step; a size that is not known is taken to be `size`."""

    def __init__(self, step: StepGraph, tf_ops: list[Any]) -> None:
        self.step = step
        self.tf_ops = tf_ops
        self._fixed: bytearray | None = None
        self._stateful: dict[str, bool] = {}
        self._values: dict[tuple[int, int], list[Any]] = {}

    def fixed(self, ref: Ref) -> bool:
        """Whether a tensor has the same value in every run, given the sizes of the inputs."""
        if self._fixed is None:
            self._fixed = bytearray(len(self.step))
            for op in range(len(self.step)):
                self._fixed[op] = self._is_fixed(op, self._fixed)
        return bool(self._fixed[ref[0]])

    def depends_on_sizes(self, ref: Ref) -> bool:
        """Whether a tensor, or its value where it is fixed, is as large as an input whose size is not known."""
        unknown = None in (self.step.shape(ref) or ())
        return unknown or (self.fixed(ref) and self._fixed is not None and self._fixed[ref[0]] == SIZED)

    def _is_fixed(self, op: int, fixed: bytearray) -> int:
        step = self.step
        kind, refs = step.types[op], step.inputs[op]
        if kind == "Const":
            return FIXED if step.dtypes[op][0] not in HANDLES and id(self.tf_ops[op]) not in log.arrays else 0
        if step.roles[op] in (ARG, RET):
            return fixed[refs[0][0]] if len(refs) == 1 else 0
        if not refs or step.roles[op] != OP or kind in NOT_FIXED:
            return 0
        if kind in SIZES:
            known = [step.shape(ref) for ref in refs]
            return 0 if None in known else SIZED if any(shape and None in shape for shape in known) else FIXED
        if any(not fixed[ref[0]] for ref in refs) or self._keeps_state(op):
            return 0
        sized = any(fixed[ref[0]] == SIZED for ref in refs)
        return FIXED if not sized else SIZED if kind in _CARRY_SIZES else 0

    def _keeps_state(self, op: int) -> bool:
        kind = self.step.types[op]
        if kind not in self._stateful:
            self._stateful[kind] = bool(self.tf_ops[op].op_def.is_stateful)
        return self._stateful[kind]

    def shape(self, ref: Ref, size: int) -> tuple[int, ...] | None:
        """A tensor's shape; None where its rank is not known, or where it is too large."""
        static = self.step.shape(ref)
        if static is None:
            return None
        known = tuple(size if n is None else n for n in static)
        count = 1
        for n in known:
            count *= n
        return known if count <= MOST else None

    def value(self, ref: Ref, size: int, depth: int = 0) -> Any:
        """The value of a fixed tensor, as an eager one.

        Raises:
            ValueError: it is too large, or takes too many ops to compute.
        """
        op, port = ref
        if (op, size) not in self._values:
            if depth > DEEPEST or self.shape(ref, size) is None:
                raise ValueError(f"{self.step.names[op]} is too large to be computed")
            self._values[op, size] = self._computed(op, size, depth)
        return self._values[op, size][port]

    def _computed(self, op: int, size: int, depth: int) -> list[Any]:
        import tensorflow as tf

        step = self.step
        if step.types[op] == "Const" and step.roles[op] == OP:
            return [tf.constant(tf.make_ndarray(self.tf_ops[op].get_attr("value")))]
        if step.roles[op] in (ARG, RET):
            return [self.value(step.inputs[op][0], size, depth + 1)]
        if step.types[op] in SIZES:
            given = [tf.zeros(self.shape(ref, size) or (0,), step.dtype(ref)) for ref in step.inputs[op]]
        else:
            given = [self.value(ref, size, depth + 1) for ref in step.inputs[op]]
        return run(self.tf_ops[op], given)


def run(tf_op: Any, inputs: list[Any]) -> list[Any]:
    """The outputs of an op's copy on eager inputs."""
    from tensorflow.core.framework.tensor_shape_pb2 import TensorShapeProto
    from tensorflow.python.eager import context, execute
    from tensorflow.python.framework.tensor_shape import TensorShape

    attributes: list[Any] = []
    for name in tf_op.node_def.attr:
        if not name.startswith("_"):
            value = tf_op.get_attr(name)
            attributes += [name, TensorShape(value) if isinstance(value, TensorShapeProto) else value]
    context.ensure_initialized()
    return list(
        execute.execute(tf_op.type.encode(), len(tf_op.outputs), inputs, tuple(attributes), context.context())
    )
