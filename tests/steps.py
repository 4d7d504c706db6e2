"""Random training steps as source text: ops with and without gradients, calls, loops, branches, layers, tapes.

Every value is a float32 matrix of three by three, so that anything fits anywhere. Losses weigh their values with random
numbers: a sum of a softmax would otherwise be constant, and its gradient nothing but rounding.
"""

from __future__ import annotations

from hypothesis import strategies as st

from tests.step_tables import LAYERS
from tests.step_writer import Writer

HEADER = (
    "import keras", "import numpy as np", "import tensorflow as tf", "", "rng = np.random.default_rng(0)",
    "spread = 1.", "", "", "def number(shape=(3, 3)):",
    "    return tf.constant(rng.normal(size=shape) * spread, tf.float32)", "", "",
)  # fmt: skip
OPTIMIZERS = (
    "keras.optimizers.SGD(0.01)", "keras.optimizers.Adam(0.01)", "keras.optimizers.RMSprop(0.01, clipnorm=1.)",
    "tf.compat.v1.train.GradientDescentOptimizer(0.01)",
)  # fmt: skip
CLIPS = (
    "tf.clip_by_global_norm(grads, 1.)[0]", "[None if g is None else tf.clip_by_norm(g, 1.) for g in grads]",
    "[None if g is None else 0.5 * tf.convert_to_tensor(g) for g in grads]",
)  # fmt: skip


@st.composite
def training_steps(draw: st.DrawFn) -> str:
    """The source of a script with one training step; `renew` gives it other numbers, `again` repeats it."""
    weights = tuple(f"v{n}" for n in range(draw(st.integers(2, 5))))
    compiled = draw(st.booleans())
    writer = Writer(draw, names=["x", *weights], indent=1, eager=not compiled, weights=weights)
    for _ in range(draw(st.integers(0, 1))):
        writer.statement()
    nested = draw(st.integers(0, 5)) == 0
    losses = draw(st.sampled_from([1, 1, 1, 2]))
    persistent = losses == 2 and draw(st.booleans())
    optimizer = draw(st.sampled_from([None, None, None, *OPTIMIZERS]))
    _tapes(writer, 1 if persistent else losses, persistent, nested, optimizer is not None)
    if writer.layers and optimizer is not None and "v1" in optimizer:
        optimizer = OPTIMIZERS[0]  # one of TensorFlow 1 takes no variables of Keras
    lines = [*HEADER, *_made_before(writer, optimizer), "", ""]
    lines += ["@tf.function(autograph=False)"] if compiled else []
    lines += ["def step(x, c, d):", *writer.lines, "", ""]
    lines += ["def renew():", "    for v in [*weights, state]:", "        v.assign(number(v.shape))", "", ""]
    lines += ["def again():", "    step(number(), number(), number())", "", "", "again()", ""]
    return "\n".join(lines)


def _made_before(writer: Writer, optimizer: str | None) -> list[str]:
    """Variables, layers and an optimizer."""
    lines = [f'{w} = tf.Variable(number(), name="{w}")' for w in writer.weights]
    lines.append('state = tf.Variable(number(), name="state", trainable=False)')
    uses = dict(LAYERS)
    for name, making in writer.layers:
        lines.append(f"{name} = keras.layers.{making}")
        lines.append(uses[making].format("number()", "number()", f=name))
    lines.append(f"layers = [{', '.join(name for name, _ in writer.layers)}]")
    own = ", ".join(writer.weights)
    lines.append(
        f"weights = [{own}{', *(w for layer in layers for w in layer.trainable_variables)' if writer.layers else ''}]"
    )
    if optimizer is not None:
        lines.append(f"optimizer = {optimizer}")
        if "keras" in optimizer:
            lines.append("optimizer.build(weights)")
    return lines


def _tapes(writer: Writer, tapes: int, persistent: bool, nested: bool, optimizer: bool) -> None:
    draw = writer.draw
    for number in range(tapes):
        tape = f"tape{number}"
        by_hand = draw(st.integers(0, 9)) == 0
        options = [
            *(["persistent=True"] if persistent else []),
            *(["watch_accessed_variables=False"] if by_hand else []),
        ]
        writer.line(f"with tf.GradientTape({', '.join(options)}) as {tape}:")
        writer.indent += 1
        if by_hand:
            writer.line(
                f"{tape}.watch([{', '.join(writer.weights[: draw(st.integers(1, len(writer.weights)))])}])"
            )
        if nested and number == 0:
            _inner_tape(writer)
        for _ in range(draw(st.integers(1, 6))):
            writer.statement()
        if draw(st.integers(0, 7)) == 0:
            writer.line(f"with {tape}.stop_recording():")
            writer.indent += 1
            writer.statement()
            writer.indent -= 1
        losses = [_loss(writer) for _ in range(2 if persistent else 1)]
        writer.indent -= 1
        for loss in losses:
            _apply(writer, tape, loss, optimizer)


def _loss(writer: Writer) -> str:
    """A loss: a number, a matrix, or a list of both."""
    loss = writer.fresh("loss")
    first, second = f"tf.reduce_sum({writer.name()} * c)", f"tf.reduce_mean({writer.name()} * d)"
    kind = writer.draw(st.integers(0, 9))
    if kind == 0:
        writer.line(f"{loss} = {writer.name()} * c")
    elif kind == 1:
        writer.line(f"{loss} = [{first}, {writer.name()} * d]")
    elif kind == 2:
        writer.line(f"{loss} = keras.losses.MeanSquaredError()({writer.name()} * c, {writer.name()})")
    else:
        writer.line(f"{loss} = {first} + {second}")
    return loss


def _inner_tape(writer: Writer) -> None:
    """A gradient that is part of the loss: a penalty on the input's, or a step that is taken within the step."""
    weight = writer.choose(writer.weights)
    source = writer.choose(("x", "x", weight))
    writer.line("with tf.GradientTape() as inner:")
    writer.indent += 1
    if source == "x":
        writer.line("inner.watch(x)")
    writer.value(f"x * {writer.name()}")
    writer.statement()
    writer.line(f"energy = tf.reduce_sum({writer.names[-1]} * {writer.names[-2]} * {source})")
    writer.indent -= 1
    writer.value(f"inner.gradient(energy, {source})")
    if source != "x":
        writer.value(f"{source} - 0.1 * {writer.names[-1]}")


def _apply(writer: Writer, tape: str, loss: str, optimizer: bool) -> None:
    """Ask for the gradients and apply them: all, those of some variables, or to the wrong ones."""
    draw = writer.draw
    kind = draw(st.integers(0, 11))
    asked = "weights[1:]" if kind == 0 else "weights"
    applied = asked
    writer.line(f"grads = {tape}.gradient({loss}, {asked})")
    if draw(st.integers(0, 2)) == 0:
        writer.line(f"grads = {writer.choose(CLIPS)}")
    if kind == 1:
        writer.line("grads = grads[1:]")
        applied = "weights[1:]"
    elif kind == 2 and not writer.layers:
        applied = "weights[1:] + weights[:1]"
    writer.line(f"pairs = [(g, v) for g, v in zip(grads, {applied}) if g is not None]")
    if optimizer and draw(st.integers(0, 3)):
        writer.line("if pairs:")
        writer.line("    optimizer.apply_gradients(pairs)")
    else:
        writer.line("for g, v in pairs:")
        writer.line("    v.assign_sub(tf.convert_to_tensor(g) * 0.01)")
