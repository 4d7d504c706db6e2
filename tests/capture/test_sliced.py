"""Which gradients are `IndexedSlices`: what is said without a backward graph, against TensorFlow's own answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

tf = pytest.importorskip("tensorflow")

from graphdoctor.capture.sliced import Slicer  # noqa: E402 - imports TensorFlow

pytestmark = pytest.mark.tf

IDS = [[1, 2], [3, 4]]
looked_up_elsewhere = tf.function(lambda table: tf.nn.embedding_lookup(table, IDS))


def _with(gradient: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Looked up behind a gradient function of the user's own."""
    passed = tf.custom_gradient(lambda x: (tf.identity(x), gradient))
    return lambda table: tf.gather(passed(table), IDS)


READS: dict[str, Callable[[Any], Any]] = {
    "lookup": lambda v: tf.nn.embedding_lookup(v, IDS),
    "lookup with a norm": lambda v: tf.nn.embedding_lookup(v, IDS, max_norm=1.0),
    "read whole, then gathered": lambda v: tf.gather(tf.convert_to_tensor(v), IDS),
    "cast, then gathered": lambda v: tf.gather(tf.cast(tf.identity(v), tf.float64), IDS),
    "looked up twice": lambda v: tf.gather(v, IDS) + tf.gather(v, [[1, 1]]),
    "looked up, and once as a whole": lambda v: tf.gather(v, IDS) + tf.reduce_sum(v * v),
    "looked up, and as a whole without a gradient": lambda v: (
        tf.gather(v, IDS) * tf.cast(tf.argmax(v), tf.float32)
    ),
    "looked up, and as a whole behind a stop": lambda v: (
        tf.gather(v, IDS) + tf.stop_gradient(tf.reduce_sum(v))
    ),
    "columns": lambda v: tf.gather(v, [0, 2], axis=1),
    "scaled before": lambda v: tf.gather(2.0 * v, IDS),
    "a slice": lambda v: v[1:3],
    "gather_nd": lambda v: tf.gather_nd(v, [[1], [2]]),
    "reshaped before": lambda v: tf.gather(tf.reshape(v, [-1]), [1, 2]),
    "in a function": lambda v: looked_up_elsewhere(v),
    "in both branches": lambda v: tf.cond(
        tf.reduce_sum(v) > 0, lambda: tf.gather(v, IDS), lambda: tf.gather(v, [[3, 3]])
    ),
    "in a loop": lambda v: tf.map_fn(
        lambda i: tf.gather(v, i), tf.constant(IDS), fn_output_signature=tf.float32
    ),
    "behind a gradient that hands on": _with(lambda dy: dy),
    "behind a gradient that scales": _with(lambda dy: 0.5 * tf.convert_to_tensor(dy)),
    "a product": lambda v: tf.ones([2, 10]) @ v,
}


@pytest.mark.parametrize("name", READS)
def test_it_is_what_tensorflow_answers(name: str) -> None:
    table = tf.Variable(tf.random.normal([10, 3]))
    told: list[Any] = []
    answered: list[Any] = []

    def step() -> None:
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(READS[name](table))
        told.append(Slicer([loss]).rows(table))
        answered.append(tape.gradient(loss, table))

    tf.function(step, autograph=False).get_concrete_function()
    assert (told[-1] is not None) == isinstance(answered[-1], tf.IndexedSlices)
    if told[-1] is not None:
        assert told[-1].dtype == answered[-1].indices.dtype
        assert told[-1].count in (answered[-1].values.shape[0], None)


def test_a_reader_that_the_loss_is_not_made_of_does_not_count() -> None:
    table = tf.Variable(tf.random.normal([10, 3]))

    def step() -> None:
        loss = tf.reduce_sum(tf.gather(table, IDS))
        decay = tf.reduce_sum(table**2)
        assert Slicer([loss]).rows(table) is not None
        assert Slicer([loss + decay]).rows(table) is None

    tf.function(step, autograph=False).get_concrete_function()


def test_a_graph_of_tensorflow_1_is_asked_alike() -> None:
    with tf.Graph().as_default():
        for resource in (True, False):
            table = tf.compat.v1.get_variable(f"table{resource}", [10, 3], use_resource=resource)
            loss = tf.reduce_sum(tf.nn.embedding_lookup(table, IDS))
            assert isinstance(tf.gradients(loss, table)[0], tf.IndexedSlices)
            assert Slicer([loss]).rows(table) is not None
