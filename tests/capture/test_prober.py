"""What is asked of TensorFlow's registry, op by op, and how its answers are read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from graphdoctor.graph.model import LIVE, NONE, UNKNOWN, ZERO

tf = pytest.importorskip("tensorflow")

from graphdoctor.capture.flatten import Flattener  # noqa: E402 - imports TensorFlow
from graphdoctor.capture.prober import Prober  # noqa: E402

pytestmark = pytest.mark.tf
custom_gradient: Callable[..., Callable[..., Any]] = tf.custom_gradient


class Asked:
    """The ops of a function, and the prober's answers for them by op type or by name."""

    def __init__(self, function: Callable[..., Any], *shapes: Any, dtype: Any = tf.float32) -> None:
        specs = [tf.TensorSpec(shape, dtype) for shape in shapes]
        self.graph = tf.function(function, autograph=False).get_concrete_function(*specs).graph
        flat = Flattener({})
        flat.add_root(self.graph, False)
        self.step = flat.step
        self.prober = Prober(flat.step, flat.tf_ops)

    def ops(self, kind: str) -> list[int]:
        return [op for op in range(len(self.step)) if self.step.types[op] == kind]

    def all(self, kind: str) -> list[tuple[str, ...]]:
        return [tuple(self.prober.gradients(op)) for op in self.ops(kind)]

    def one(self, kind: str) -> tuple[str, ...]:
        (found,) = self.all(kind)
        return found

    def reason(self, kind: str) -> str | None:
        (op,) = self.ops(kind)
        self.prober.gradients(op)
        return self.prober.reasons.get(op)


def test_an_input_that_gets_a_gradient_is_live() -> None:
    asked = Asked(tf.matmul, (2, 3), (3, 4))
    assert asked.one("MatMul") == (LIVE, LIVE)
    assert asked.reason("MatMul") is None


def test_inputs_are_answered_one_by_one() -> None:
    assert Asked(lambda x: tf.gather(x, [0]), (4, 2)).one("GatherV2") == (LIVE, NONE, NONE)


@pytest.mark.parametrize(
    ("function", "kind", "reason"),
    [
        (tf.floor, "Floor", "gradient function"),
        (tf.zeros_like, "ZerosLike", "not differentiable"),
        (lambda x: tf.cast(x, tf.int32), "Cast", "no output of a differentiable dtype"),
        (lambda x: tf.raw_ops.NextAfter(x1=x, x2=x * 2), "NextAfter", None),
        (lambda x: tf.raw_ops.Bucketize(input=x, boundaries=[0.5]), "Bucketize", "unregistered"),
    ],
)
def test_why_nothing_is_answered(function: Callable[..., Any], kind: str, reason: str | None) -> None:
    asked = Asked(function, (None,))
    assert asked.reason(kind) == reason
    if reason is not None:
        assert set(asked.one(kind)) == {NONE}


def test_zeros_are_told_from_answers() -> None:
    asked = Asked(tf.sign, (3,))
    assert asked.one("Sign") == (ZERO,)
    assert asked.reason("Sign") == "gradient function"


def test_a_gradient_function_that_is_not_implemented_answers_none() -> None:
    asked = Asked(lambda x: tf.linalg.qr(x, full_matrices=True).q, (4, 2))
    assert asked.one("Qr") == (NONE,)
    assert str(asked.reason("Qr")).startswith("unregistered: ")


def test_a_gradient_function_that_fails_leaves_the_op_undecided() -> None:
    @custom_gradient
    def odd(x: Any) -> Any:
        def gradient(upstream: Any) -> Any:
            raise ValueError(f"no way back for {upstream.dtype.name}")

        return x + 1.0, gradient

    asked = Asked(odd, (3,))
    assert UNKNOWN in asked.one("IdentityN")
    assert asked.reason("IdentityN") == "ValueError: no way back for float32"


def test_a_constant_beside_an_input_counts() -> None:
    asked = Asked(lambda x: x * tf.constant(0.0) + x * tf.constant(2.0), (3,))
    dead, live = asked.all("Mul")
    assert dead[0] == ZERO
    assert live[0] == LIVE


def test_a_wide_constant_counts_where_it_is_zero_all_over() -> None:
    wide = [0.0] * 9
    asked = Asked(lambda x: x * tf.constant(wide) + x * tf.constant([*wide[:8], 1.0]), (9,))
    assert [answers[0] for answers in asked.all("Mul")] == [ZERO, LIVE]


def test_custom_gradients_are_told_apart_by_their_code() -> None:
    @custom_gradient
    def passes(x: Any) -> Any:
        return x * 1.0, lambda upstream: upstream

    @custom_gradient
    def stops(x: Any) -> Any:
        return x * 1.0, lambda _: None

    def both(x: Any) -> Any:
        return passes(x) + stops(x) + passes(x)

    found = [answers[-1] for answers in Asked(both, (3,)).all("IdentityN")]
    assert found == [LIVE, NONE, LIVE]


def test_closures_over_other_functions_are_other_gradients() -> None:
    def wrapped(inner: Callable[[Any], Any]) -> Any:
        @custom_gradient
        def layer(x: Any) -> Any:
            return x * 1.0, lambda upstream: inner(upstream)

        return layer

    live, dead = wrapped(lambda g: g), wrapped(lambda _: None)
    found = [answers[-1] for answers in Asked(lambda x: live(x) + dead(x), (3,)).all("IdentityN")]
    assert found == [LIVE, NONE]


def test_what_a_gradient_function_holds_counts() -> None:
    def reversed_by(scale: float | None) -> Any:
        def gradient(upstream: Any, factor: float = 1.0) -> Any:
            return None if scale is None else upstream * -scale * factor

        return tf.custom_gradient(lambda x: (x * 1.0, gradient))

    layers = [reversed_by(scale) for scale in (0.5, None, 0.0, 0.5)]
    found = Asked(lambda x: tf.add_n([layer(x) for layer in layers]), (3,)).all("IdentityN")
    assert [answers[-1] for answers in found] == [LIVE, NONE, ZERO, LIVE]


def test_what_an_object_holds_counts() -> None:
    class Scaled:
        def __init__(self, scale: float) -> None:
            self.scale = scale

        def __call__(self, x: Any) -> Any:
            return custom_gradient(lambda x: (x * 1.0, lambda upstream: upstream * self.scale))(x)

        def by_method(self, x: Any) -> Any:
            return custom_gradient(self._way)(x)

        def _way(self, x: Any) -> Any:
            return x * 1.0, self._back

        def _back(self, upstream: Any) -> Any:
            return upstream * self.scale

    def held_in(masks: list[float]) -> Any:
        return custom_gradient(lambda x: (x * 1.0, lambda upstream: upstream * masks[0]))

    dead, live = Scaled(0.0), Scaled(1.0)
    layers = [dead, live, dead.by_method, live.by_method, held_in([0.0]), held_in([1.0])]
    found = Asked(lambda x: tf.add_n([layer(x) for layer in layers]), (3,)).all("IdentityN")
    assert [answers[-1] for answers in found] == [ZERO, LIVE] * 3


def test_tensors_of_its_own_make_no_other_question() -> None:
    asked = Asked(lambda x: tf.nn.silu(tf.nn.silu(tf.nn.silu(x))), (3,))
    assert {answers[-1] for answers in asked.all("IdentityN")} <= {LIVE, NONE}
    assert len(asked.prober._by_key) == 1


def test_the_same_question_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked(lambda x: tf.tanh(tf.tanh(tf.tanh(x))), (3,))
    calls: list[int] = []
    ask = asked.prober._ask

    def counted(op: int) -> Any:
        calls.append(op)
        return ask(op)

    monkeypatch.setattr(asked.prober, "_ask", counted)
    assert asked.all("Tanh") == [(LIVE,)] * 3
    assert asked.all("Tanh") == [(LIVE,)] * 3
    assert len(calls) == 1


def test_other_dtypes_are_other_questions() -> None:
    def step(x: Any) -> Any:
        return tf.cast(tf.cast(x, tf.float64), tf.float32) + tf.cast(tf.cast(x, tf.int32), tf.float32)

    found = Asked(step, (3,)).all("Cast")
    assert sorted(answers[0] for answers in found) == [LIVE, LIVE, NONE, NONE]


def test_lists_of_tensors_pass_a_gradient() -> None:
    def step(x: Any) -> Any:
        array = tf.TensorArray(tf.float32, size=2).write(0, x).write(1, x * 2.0)
        return array.stack()

    asked = Asked(step, (3,))
    assert {answers[2] for answers in asked.all("TensorListSetItem")} == {LIVE}
    assert asked.one("TensorListStack")[0] == LIVE


def test_complex_numbers_pass_a_gradient() -> None:
    asked = Asked(lambda x: tf.math.real(tf.signal.fft(tf.cast(x, tf.complex64))), (4,))
    assert asked.one("FFT") == (LIVE,)
    assert asked.one("Real") == (LIVE,)


def test_an_override_in_a_graph_is_heard() -> None:
    from graphdoctor.capture import prober

    prober.install()

    tf.RegisterGradient("GraphdoctorTestNothing")(lambda op, *_: [None for _ in op.inputs])

    def step(x: Any) -> Any:
        with tf.compat.v1.get_default_graph().gradient_override_map({"Tanh": "GraphdoctorTestNothing"}):
            dead = tf.tanh(x)
        return dead + tf.tanh(x)

    assert Asked(step, (3,)).all("Tanh") == [(NONE,), (LIVE,)]
