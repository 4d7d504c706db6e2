"""What an op asks back for: TensorFlow's own gradient functions say it, and what they leave open counts as all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

pytestmark = pytest.mark.tf
Shape = tuple[int | None, ...]
Build = Callable[[Any, Any], Any]


def pulled(build: Build, *shapes: Shape, asked: Any = None, which: str | None = None) -> list[Any]:
    """The masks of the inputs of the op that makes `build`'s result from placeholders, as lists; None: all."""
    import tensorflow as tf
    from tensorflow.python.framework import func_graph

    from graphdoctor.capture.flatten import Flattener
    from graphdoctor.capture.pulling import Puller

    graph = func_graph.FuncGraph("test")
    with graph.as_default():
        made = build(tf, [tf.compat.v1.placeholder(tf.float32, shape) for shape in shapes])
    target = made.op if which is None else next(o for o in graph.get_operations() if o.type == which)
    flat = Flattener({})
    flat.add_root(graph, False)
    op = flat.tf_ops.index(target)
    masks = [None] * len(target.outputs) if asked is None else [np.array(asked)]
    return [
        None if m is None else np.array(m).tolist() for m in Puller(flat.step, flat.tf_ops).pull(op, masks)
    ]


FIRST = [[True, True], [False, False], [False, False]]


@pytest.mark.parametrize(
    ("build", "mask"),
    [
        (lambda _, x: x[0][:1], FIRST),
        (lambda tf, x: tf.gather(x[0], [0, 0]), FIRST),
        (lambda tf, x: x[0] * tf.constant([[1.0], [0.0], [0.0]]), FIRST),
        (lambda tf, x: tf.where(tf.constant([[True], [False], [False]]), x[0], 0.0), FIRST),
        (lambda tf, x: tf.constant([[2.0, 0.0, 0.0]]) @ x[0], FIRST),
        (lambda tf, x: tf.linalg.band_part(x[0], 0, 0), [[True, False], [False, True], [False, False]]),
        (lambda tf, x: tf.tensor_scatter_nd_update(x[0], [[1], [2]], tf.ones([2, 2])), FIRST),
        (lambda tf, x: tf.reshape(x[0], [-1]), None),
        (lambda tf, x: tf.transpose(x[0]), None),
        (lambda tf, x: tf.reduce_sum(x[0], 0), None),
        (lambda tf, x: tf.sort(x[0], 0), None),
        (lambda tf, x: tf.nn.relu(x[0]), None),
        (lambda tf, x: x[0] * tf.constant([[1.0], [1e-30], [0.0]]), None),
    ],
)
def test_a_part_is_asked_for_where_constants_say_so(build: Build, mask: Any) -> None:
    found = [m for m in pulled(build, (3, 2)) if m is not None]
    assert mask in found if mask is not None else not found


@pytest.mark.parametrize(
    ("build", "asked", "masks"),
    [
        (lambda tf, x: tf.tanh(x[0]), FIRST, [FIRST]),
        (lambda _, x: x[0] * x[0][:, :1], FIRST, [FIRST, [[True], [False], [False]]]),
        (lambda _, x: x[0] @ x[0][:2], FIRST, [FIRST, None]),
        (lambda tf, x: tf.stack([x[0][:, 0], x[0][:, 1]], 1), [[True, False]] * 3, [None, [False] * 3]),
        (lambda tf, x: tf.nn.softmax(x[0]), FIRST, [None]),
        (
            lambda tf, x: tf.where(x[0] > 0, x[0], x[0][:, :1]),
            FIRST,
            [FIRST, FIRST, [[True], [False], [False]]],
        ),
        (lambda tf, x: tf.where(x[0] > 0, x[0], 0.0), FIRST, [None, FIRST, None]),
        (lambda tf, x: tf.nn.l2_loss(x[0]) + x[0], FIRST, [None, FIRST]),
    ],
)
def test_a_part_is_handed_on(build: Build, asked: Any, masks: Any) -> None:
    assert pulled(build, (3, 2), asked=asked) == masks


def test_a_pool_keeps_its_channels_apart() -> None:
    shape, first = (None, 2, 2, 3), [[[[True, False, False]]]]
    found = pulled(lambda tf, x: tf.nn.max_pool2d(x[0], 2, 2, "SAME"), shape, asked=first)
    assert found == [[[[[True, False, False]] * 2] * 2]]
    every = pulled(lambda tf, x: tf.nn.max_pool2d(x[0], 2, 2, "SAME"), shape, asked=[[[[True] * 3]]])
    assert every == [None]


@pytest.mark.parametrize(
    ("build", "mask"),
    [
        (lambda _, x: x[0][:, :1], [[True, False]]),
        (lambda tf, x: x[0] * tf.constant([1.0, 0.0]), [[True, False]]),
        (lambda _, x: x[0][:3], None),  # it may have no more rows than these
        (lambda _, x: x[0][20:], None),
        (lambda tf, x: tf.transpose(x[0])[tf.shape(x[0])[0] // 100], None),  # more rows, another element
        (lambda tf, x: tf.reshape(x[0], [tf.shape(x[0])[0], 2, 1])[:, 0], [[[True], [False]]]),
        (lambda tf, x: tf.reshape(x[0], [-1, 4])[:, :2], [[True, True, False, False]]),
    ],
)
def test_an_axis_of_unknown_size_is_asked_for_as_a_whole(build: Build, mask: Any) -> None:
    assert pulled(build, (None, 2))[0] == mask


def test_what_is_too_large_or_has_no_known_shape_is_asked_for_as_a_whole() -> None:
    assert pulled(lambda _, x: x[0][:1], (70_000, 2))[0] is None
    assert (
        pulled(lambda tf, x: tf.gather(tf.reshape(x[0], tf.cast(x[1], tf.int32)), [0]), (4,), (2,))[0] is None
    )


def test_a_pick_is_asked_after_many_slices_that_keep_all() -> None:
    import tensorflow as tf
    from tensorflow.python.framework import func_graph

    from graphdoctor.capture.flatten import Flattener
    from graphdoctor.capture.pulling import TRIES, Puller

    graph = func_graph.FuncGraph("test")
    with graph.as_default():
        x = tf.compat.v1.placeholder(tf.float32, (3, 2))
        made = [*(x[: 3 + n] for n in range(TRIES + 1)), x[:1]]
    flat = Flattener({})
    flat.add_root(graph, False)
    puller = Puller(flat.step, flat.tf_ops)
    ops = [flat.tf_ops.index(tensor.op) for tensor in made]
    *kept, picked = [puller.pull(op, [None])[0] for op in ops]
    assert kept == [None] * (TRIES + 1)
    assert picked is not None
    assert puller.asks == TRIES + 1


def test_an_output_that_nobody_reads_is_not_asked_for() -> None:
    import tensorflow as tf
    from tensorflow.python.framework import func_graph

    from graphdoctor.capture.flatten import Flattener
    from graphdoctor.capture.pulling import Puller

    graph = func_graph.FuncGraph("test")
    with graph.as_default():
        parts = tf.dynamic_partition(tf.compat.v1.placeholder(tf.float32, (3, 2)), [1, 0, 0], 2)
    flat = Flattener({})
    flat.add_root(graph, False)
    op = flat.tf_ops.index(parts[0].op)
    found = Puller(flat.step, flat.tf_ops).pull(op, [np.zeros((), bool), None])
    assert found[0] is not None
    assert found[0].tolist() == FIRST


def test_an_open_size_is_settled_where_the_op_runs_with_no_other() -> None:
    def joined(tf: Any, x: Any) -> Any:
        return tf.raw_ops.ConcatV2(values=[x[0], x[1]], axis=1)

    left = [[True, True, True, False, False, False]] * 3
    assert pulled(joined, (None, 3), (3, 3), asked=left)[:2] == [None, [[False] * 3] * 3]
    assert pulled(joined, (None, 3), (None, 3), asked=[left[0]])[:2] == [None, [[False] * 3]]


def test_an_open_size_with_which_an_op_runs_up_to_some_bound_settles_nothing() -> None:
    assert pulled(lambda tf, x: tf.raw_ops.GatherV2(params=x[0], indices=[8], axis=0), (None, 2))[0] is None
