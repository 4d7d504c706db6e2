"""Which elements of an op's inputs get anything back: TensorFlow's own gradient function is asked for it.

Two kinds of op can be asked. Where the gradient does not read the values that flow through the op (a slice, a stack,
a transposition, a product with a constant), it is one fixed linear map: given random numbers at the elements that are
asked for and zeros elsewhere, an element of an input that gets zero gets zero always. And an op that works element by
element, as TensorFlow's own vectorizer has it registered, asks for the elements that it is asked for. An op of any
other kind asks for all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from graphdoctor.analysis.facts import BILINEAR
from graphdoctor.capture.alike import alike, attributes, overridden, spelled
from graphdoctor.capture.constants import CONTROL_FLOW, HANDLES, Constants, run
from graphdoctor.capture.masks import agreed, answered, by_channel, gathered
from graphdoctor.capture.reading import reads
from graphdoctor.capture.recorder import paused
from graphdoctor.capture.scratch import Traced
from graphdoctor.graph.model import OP, Mask, Ref, StepGraph

ASKS = 1000
"""Questions to TensorFlow in one step; what is beyond asks for all."""
TRIES = 3
"""So many ops alike (see `alike.alike`) that ask for all they could; others do so as well."""
UNKNOWN_SIZES = (5, 7)
"""What a size that is not known is taken to be: the answers must be the same."""
LARGEST_SIZE = 64
"""Of an axis, for the search for the one size with which an op runs."""
TINY = 1e-20
_CHANNELS_APART = frozenset(("MaxPool", "MaxPool3D"))
"""Which element they take depends on the values, but never on those of another channel."""


class Puller:
    """Answers `Oracle.selects` and `Oracle.pull` for one step."""

    def __init__(
        self, step: StepGraph, tf_ops: list[Any], traced: Mapping[int, Traced] | None = None
    ) -> None:
        """traced: what the gradient functions of some ops have made, by the op's id."""
        self.step = step
        self.tf_ops = tf_ops
        self.traced = traced if traced is not None else {}
        self.constants = Constants(step, tf_ops)
        self.asks = 0
        self._kept: Counter[Any] = Counter()
        self._known: dict[Any, list[Mask | None]] = {}
        self._reads: dict[Any, tuple[frozenset[int] | None, ...]] = {}
        self._selects: dict[int, bool] = {}
        self._random = np.random.default_rng(0)

    # -- what might be asked -------------------------------------------------------------------------------------------

    def selects(self, op: int) -> bool:
        """Whether a constant among an op's inputs may say that not all elements count."""
        if op not in self._selects:
            self._selects[op] = self._has_telling_constants(op)
        return self._selects[op]

    def _has_telling_constants(self, op: int) -> bool:
        step = self.step
        if step.roles[op] != OP:
            return False
        fixed = [ref for ref in step.inputs[op] if self.constants.fixed(ref)]
        if not fixed or len(fixed) == len(step.inputs[op]):
            return False
        return any(not step.differentiable(ref) or self._has_zeros(ref) for ref in fixed)

    def _has_zeros(self, ref: Ref) -> bool:
        """Whether a constant may be zero in parts; one number is zero as a whole, which is known elsewhere."""
        value = self.step.consts.get(ref[0])
        return self.step.shape(ref) != () and (value is None or not value.all())

    # -- what is asked -------------------------------------------------------------------------------------------------

    def pull(self, op: int, asked: Sequence[Mask | None]) -> Sequence[Mask | None]:
        """For each input the elements that get something back; None: all of them, as far as can be told."""
        inputs = self.step.inputs[op]
        tf_op = self.tf_ops[op]
        if self.step.roles[op] != OP or self._cannot_be_asked(op):
            return [None] * len(inputs)
        if _element_by_element(tf_op.type) and not any(self.constants.fixed(ref) for ref in inputs):
            return self._spread(op, asked)
        if tf_op.type in _CHANNELS_APART:
            return [by_channel(asked[0], self.step.shape(inputs[0]), tf_op.get_attr("data_format"))]
        whole = all(mask is None for mask in asked)
        if whole and self._kept[self._alike(op)] >= TRIES:
            return [None] * len(inputs)
        key = self._key(op, asked)
        if key not in self._known:
            pulled = self._known[key] = self._asked(op, asked)
            if whole and all(mask is None for mask in pulled):
                self._kept[self._alike(op)] += 1
        return self._known[key]

    def _alike(self, op: int) -> Any:
        fixed = [ref for ref in self.step.inputs[op] if self.constants.fixed(ref)]
        return alike(self.step, op, fixed)

    def _cannot_be_asked(self, op: int) -> bool:
        """A gradient of the user's own, a piece of an old loop, what holds resources or lists."""
        step = self.step
        if step.types[op] in CONTROL_FLOW or overridden(self.tf_ops[op]):
            return True
        return (
            any(step.dtype(ref) in HANDLES for ref in step.inputs[op])
            or HANDLES & {*step.dtypes[op]} != set()
        )

    def _key(self, op: int, asked: Sequence[Mask | None]) -> Any:
        step = self.step
        fixed = [ref if self.constants.fixed(ref) else None for ref in step.inputs[op]]
        values = tuple(
            spelled(step.consts[ref[0]]) if ref and ref[0] in step.consts else ref for ref in fixed
        )
        shapes = tuple(step.shape(ref) for ref in step.inputs[op])
        masks = tuple(None if mask is None else (mask.shape, mask.tobytes()) for mask in asked)
        return step.types[op], attributes(self.tf_ops[op]), shapes, values, masks

    def _asked(self, op: int, asked: Sequence[Mask | None]) -> list[Mask | None]:
        count = len(self.step.inputs[op])
        self.asks += 1
        if self.asks > ASKS:
            return [None] * count
        from tensorflow.python.eager import context

        try:
            with paused(), context.eager_mode():
                found = self._tried(op, asked)
        except Exception:  # whatever TensorFlow has against it: then nothing is known of the op
            found = [[None] * count]
        return [agreed(masks) for masks in zip(*found, strict=True)]

    def _tried(self, op: int, asked: Sequence[Mask | None]) -> list[list[Mask | None]]:
        """The answers for several sizes of what is not known, or for the only one with which the op runs at all."""
        from tensorflow.errors import InvalidArgumentError

        if not any(self.constants.depends_on_sizes(ref) for ref in self.step.inputs[op]):
            return [self._run(op, asked, 1)]
        try:
            return [self._run(op, asked, size) for size in UNKNOWN_SIZES]
        except InvalidArgumentError:
            return [self._run(op, asked, self._only_size(op))]

    def _only_size(self, op: int) -> int:
        """What a size that is not known must be, since the op runs with no other: what it is joined with has it.

        Raises:
            ValueError: it runs with several sizes, or with none that was tried.
        """
        from tensorflow.errors import InvalidArgumentError

        refs, runs = self.step.inputs[op], []
        known = {n for ref in refs for n in self.step.shape(ref) or () if n is not None and n <= LARGEST_SIZE}
        for size in sorted(known.union(range(1, 10))):
            try:
                run(self.tf_ops[op], [self._input(ref, size) for ref in refs])
            except InvalidArgumentError:
                continue
            runs.append(size)
        if len(runs) != 1:
            raise ValueError("its size is not settled by what it is joined with")
        return runs[0]

    def _run(self, op: int, asked: Sequence[Mask | None], size: int) -> list[Mask | None]:
        """The answers where sizes that are not known are `size`."""
        step, refs = self.step, self.step.inputs[op]
        open_to = self._open_to(op)
        if all(allowed is None for allowed in open_to):
            return self._spread(op, asked)
        inputs = [self._input(ref, size) for ref in refs]
        outputs = run(self.tf_ops[op], inputs)
        answers = self._pulled_back(op, inputs, outputs, asked)
        spread = self._spread(op, asked)
        return [
            spread[n] if allowed is None else answered(answer, inputs[n], step.shape(ref))
            for n, (allowed, answer, ref) in enumerate(zip(open_to, answers, refs, strict=True))
        ]

    def _open_to(self, op: int) -> tuple[frozenset[int] | None, ...]:
        """For each input: which inputs its gradient may read (none, or its factors); None: it reads more."""
        step = self.step
        fixed = frozenset(n for n, ref in enumerate(step.inputs[op]) if self.constants.fixed(ref))
        kind = step.types[op]
        ranks = tuple(len(step.shape(ref) or ()) for ref in step.inputs[op])
        key = (kind, attributes(self.tf_ops[op]), ranks, fixed)
        if key not in self._reads:
            read = reads(self.tf_ops[op], self.traced.get(id(self.tf_ops[op])))
            allowed = {n: fixed | (set(BILINEAR.get(kind, ())) - {n}) for n in range(len(read))}
            self._reads[key] = tuple(
                frozenset() if n not in fixed and found is not None and found <= allowed[n] else None
                for n, found in enumerate(read)
            )
        return self._reads[key]

    def _input(self, ref: Any, size: int) -> Any:
        """An input: its value where it is fixed, else any numbers (a linear map is the same everywhere)."""
        import tensorflow as tf

        if self.constants.fixed(ref):
            value = self.constants.value(ref, size)
            _refuse_tiny(value)
            return value
        shape = self.constants.shape(ref, size)
        if shape is None:
            raise ValueError("too large, or of no known shape")
        return tf.constant(self._numbers(9, shape, self.step.dtype(ref)), self.step.dtype(ref))

    def _numbers(self, end: int, shape: Any, dtype: str) -> Any:
        """Numbers from 1 to below `end`; a complex one has another imaginary part, so that no half of it is zero."""
        numbers = self._random.integers(1, end, shape)
        return numbers + 1j * self._random.integers(end, 2 * end, shape) if "complex" in dtype else numbers

    def _pulled_back(
        self, op: int, inputs: list[Any], outputs: list[Any], asked: Sequence[Mask | None]
    ) -> list[Any]:
        import tensorflow as tf
        from tensorflow.python.framework import ops

        incoming: list[Any] = []
        for port, (output, mask) in enumerate(zip(outputs, asked, strict=True)):
            if not (output.dtype.is_floating or output.dtype.is_complex):
                incoming.append(None)
                continue
            if 0 in output.shape and not self._empties(op, port):
                raise ValueError("an empty output says nothing of larger ones")
            numbers = self._numbers(999, output.shape, output.dtype.name)
            kept = numbers if mask is None else np.where(np.broadcast_to(mask, numbers.shape), numbers, 0)
            incoming.append(tf.constant(kept, output.dtype))
        function = ops.get_gradient_function(self.tf_ops[op])
        answer = function(_Standing(self.tf_ops[op], inputs, outputs), *incoming)
        answers = list(answer) if isinstance(answer, (list, tuple)) else [answer]
        return answers + [None] * (len(inputs) - len(answers))

    def _empties(self, op: int, port: int) -> bool:
        """Whether an op takes no element at all of what it is given, whatever the data are: `x[:, 0:-0]`."""
        given = [self.step.shape(ref) or () for ref in self.step.inputs[op] if self.step.differentiable(ref)]
        return 0 in (self.step.shape((op, port)) or ()) and not any(0 in shape for shape in given)

    def _spread(self, op: int, asked: Sequence[Mask | None]) -> list[Mask | None]:
        """An op that works element by element asks for what it is asked for, over all that it repeats."""
        refs = self.step.inputs[op]
        if len(asked) != 1 or asked[0] is None or not _element_by_element(self.tf_ops[op].type):
            return [None] * len(refs)
        return [gathered(asked[0], self.step.shape(ref)) for ref in refs]


class _Standing:
    """An op with other inputs and outputs, for its gradient function to look at."""

    def __init__(self, tf_op: Any, inputs: list[Any], outputs: list[Any]) -> None:
        self.inputs = inputs
        self.outputs = outputs
        self.type = tf_op.type
        self.name = tf_op.name
        self.node_def = tf_op.node_def
        self.get_attr = tf_op.get_attr


def _refuse_tiny(value: Any) -> None:
    """A factor so small that a product with it may underflow is not told from zero."""
    if value.dtype.is_floating:
        numbers = np.abs(value.numpy().astype(np.float64))
        if ((numbers > 0) & (numbers < TINY)).any():
            raise ValueError("a constant that is almost zero")


def _element_by_element(type_: str) -> bool:
    """Whether an op works on each element by itself: TensorFlow's vectorizer knows which do."""
    from tensorflow.python.ops.parallel_for import pfor

    alone = (pfor._convert_cwise, pfor._convert_leaky_relu, pfor._convert_selectv2)
    return pfor._pfor_converter_registry.get(type_) in alone
