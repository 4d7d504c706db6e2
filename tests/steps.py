"""Random training steps as source text: ops with and without gradients, calls, loops, branches, picks, tapes.

Every value is a float32 matrix of three by three, so that anything fits anywhere. Losses weigh their values with random
numbers: a sum of a softmax would otherwise be constant, and its gradient nothing but rounding.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st

UNARY = (
    "tf.tanh({0})", "tf.sigmoid({0})", "tf.sin({0})", "tf.nn.relu({0})", "tf.nn.softplus({0})",
    "tf.square({0}) * 0.3", "tf.identity({0})", "tf.transpose({0})", "tf.reverse({0}, [0])", "tf.cumsum({0})",
    "tf.sort({0})", "tf.abs({0})", "tf.reshape(tf.reshape({0}, [9]), [3, 3])", "tf.nn.softmax({0})",
    "{0} + tf.reduce_sum({0}, 1, keepdims=True)", "tf.nn.l2_normalize({0}, 1)", "tf.sqrt(tf.abs({0}) + 1.)",
    "tf.clip_by_value({0}, -1., 1.)", "{0} / 1.5", "-{0}", "tf.linalg.band_part({0}, 1, 0)",
    "tf.tile({0}[:1], [3, 1])", "tf.pad({0}[:2], [[0, 1], [0, 0]])", "tf.roll({0}, 1, 0)", "tf.nn.log_softmax({0})",
    "tf.math.top_k({0}, 3).values", "tf.gather({0}, [2, 0, 1])", "tf.cast(tf.cast({0}, tf.float64), tf.float32)",
    "tf.broadcast_to(tf.reduce_max({0}), [3, 3])", "tf.nn.leaky_relu({0})",
    "tf.exp(tf.clip_by_value({0}, -2., 2.))", "tf.ensure_shape({0}, [3, 3])", "tf.einsum('ij->ji', {0})",
    "tf.nn.moments({0}, 1, keepdims=True)[0] + {0}", "tf.squeeze({0}[None], 0)",
    "tf.grad_pass_through(tf.round)({0})", "tf.math.floormod({0}, 2.)", "tf.boolean_mask({0}, [True, True, True])",
    "tf.scatter_nd([[0], [1], [2]], {0}, [3, 3])", "tf.math.segment_sum({0}, [0, 1, 2])",
    "tf.recompute_grad(tf.tanh)({0})",
)  # fmt: skip
"""A gradient passes."""

BLOCKED = (
    "tf.stop_gradient({0})", "tf.round({0})", "tf.floor({0})", "tf.one_hot(tf.argmax({0}, 1), 3)",
    "tf.zeros_like({0})", "tf.cast(tf.cast({0} * 3., tf.int32), tf.float32)", "tf.cast({0} > 0., tf.float32)",
    "tf.ones_like({0})", "tf.cast(tf.argsort({0}), tf.float32)",
    "tf.py_function(tf.tanh, [{0}], tf.float32) * 0. + {0}",
    "tf.ensure_shape(tf.numpy_function(np.tanh, [{0}], tf.float32), [3, 3])", "tf.math.ceil({0})",
    "tf.ensure_shape(tf.py_function(tf.tanh, [{0}], tf.float32), [3, 3])",
    "tf.cast(tf.shape({0})[0], tf.float32) + tf.zeros([3, 3])",
)  # fmt: skip

VANISHING = (
    "tf.sign({0})", "{0} * 0.", "{0} - {0}", "tf.clip_by_value({0}, 0., 0.)",
    "tf.nn.softmax({0}[:, :, None])[:, :, 0]", "tf.zeros([3, 3]) @ {0}",
    "tf.reduce_sum({0}, 1, keepdims=True) * tf.zeros([3, 3])", "tf.math.multiply_no_nan({0}, tf.zeros([3, 3]))",
)  # fmt: skip

BINARY = (
    "{0} + {1}", "{0} * {1}", "{0} - {1}", "{0} @ {1}", "tf.maximum({0}, {1})", "tf.where({0} > 0., {0}, {1})",
    "tf.where({0} > 0., {1}, 0.)", "tf.add_n([{0}, {1}])", "{0} / (1. + tf.square({1}))",
    "tf.linalg.matmul({0}, {1}, transpose_b=True)", "tf.gather({0}, tf.argmax({1}, 1))",
    "{0} * tf.stop_gradient({1})", "tf.einsum('ij,jk->ik', {0}, {1})", "{0} * tf.cast({1} > 0., tf.float32)",
    "tf.math.squared_difference({0}, {1}) * 0.3", "tf.tensordot({0}, {1}, 1)",
    "tf.tensor_scatter_nd_update({0}, [[0]], {1}[:1])", "tf.tensor_scatter_nd_update({0}, [[0], [1], [2]], {1})",
)  # fmt: skip

PICKS = (
    "tf.stack([{0}, {1}])[0]", "tf.stack([{0}, {1}])[1]", "tf.stack([{0}, {1}])[-1]",
    "tf.stack([{0}, {1}], 1)[:, 0]", "tf.concat([{0}, {1}], 0)[:3]", "tf.concat([{0}, {1}], 0)[3:]",
    "tf.concat([{0}, {1}], 1)[:, 1:4]", "tf.concat([{0}, {1}], -1)[..., :3]",
    "tf.split(tf.concat([{0}, {1}], 1), 2, 1)[0]", "tf.split(tf.concat([{0}, {1}], 0), [3, 3])[1]",
    "tf.unstack(tf.stack([{0}, {1}]))[1]", "tf.gather(tf.stack([{0}, {1}]), 1)",
    "tf.gather(tf.concat([{0}, {1}], 0), [0, 2, 1])", "tf.stack([{0}, {1}])[tf.argmax({0}[0]) % 2]",
    "tf.identity_n([{0}, {1}])[0]", "tf.concat([{0}, {1}], 0)[::2]", "tf.gather_nd(tf.stack([{0}, {1}]), [1])",
    "tf.stack([{0}, {1}])[::-1][0]", "tf.tanh(tf.stack([{0}, {1}]))[0]",
    "tf.reshape(tf.stack([{0}, {1}]), [6, 3])[:3]", "tf.transpose(tf.stack([{0}, {1}]), [1, 0, 2])[:, 1]",
    "tf.slice(tf.concat([{0}, {1}], 0), [3, 0], [3, 3])", "tf.concat([{0}, {1}], 0)[-3:]",
    "tf.reverse(tf.stack([{0}, {1}]), [0])[0]", "tf.boolean_mask(tf.stack([{0}, {1}]), [True, False])[0]",
    "tf.pad(tf.concat([{0}, {1}], 0), [[1, 0], [0, 0]])[1:4]",
    "tf.linalg.matmul(tf.stack([{0}, {1}]), tf.eye(3))[0]", "(tf.concat([{0}, {1}], 0) * 2.)[:3]",
    "tf.dynamic_partition(tf.stack([{0}, {1}]), [0, 1], 2)[0][0]",
    "tf.dynamic_stitch([[0], [1]], [{0}[None], {1}[None]])[1]", "tf.stack([{0}, {1}])[1, :, :]",
    "tf.stack([{0}, {1}])[tf.newaxis, 0][0]",
    "tf.reduce_sum(tf.stack([{0}, {1}]) * tf.reshape(tf.constant([1., 0.]), [2, 1, 1]), 0)",
    "tf.repeat({0}[:1], 3, 0) + {1}", "tf.concat([{0}, {1}], 0)[1:5][:3]",
    "tf.stack([tf.stack([{0}, {1}]), tf.stack([{1}, {1}])])[0, 1]", "tf.nest.flatten([{0}, {1}])[0]",
)  # fmt: skip


HEADER = (
    "import numpy as np", "import tensorflow as tf", "", "rng = np.random.default_rng(0)", "", "",
    "def number():", "    return tf.constant(rng.normal(size=(3, 3)), tf.float32)", "", "",
)  # fmt: skip


@dataclass
class Writer:
    """Source lines with the names that are visible."""

    draw: st.DrawFn
    lines: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    count: int = 0
    indent: int = 0
    eager: bool = False
    depth: int = 0

    def line(self, text: str) -> None:
        self.lines.append("    " * self.indent + text)

    def fresh(self, stem: str = "h") -> str:
        self.count += 1
        return f"{stem}{self.count}"

    def name(self) -> str:
        """A visible value, rather a late one."""
        back = self.draw(st.integers(0, len(self.names) - 1))
        return self.names[-1 - back]

    def choose(self, options: tuple[str, ...]) -> str:
        return self.draw(st.sampled_from(options))

    # -- statements --------------------------------------------------------------------------------------------------

    def value(self, text: str) -> None:
        made = self.fresh()
        self.line(f"{made} = {text}")
        self.names.append(made)

    def statement(self) -> None:
        """One more value, or a few."""
        simple = [(UNARY, 4), (BINARY, 4), (BLOCKED, 2), (VANISHING, 1), (PICKS, 3)]
        structured = [self.call, self.branch, self.loop, self.mapped, self.array, self.custom, self.stopped]
        kinds: list[object] = [table for table, weight in simple for _ in range(weight)]
        if self.depth < 2:
            kinds += structured
        kind = kinds[self.draw(st.integers(0, len(kinds) - 1))]
        if callable(kind):
            kind()
        else:
            assert isinstance(kind, tuple)
            self.value(self.choose(kind).format(self.name(), self.name()))

    def block(self, header: str, most: int = 3) -> Writer:
        """A writer for the body of a nested function; it sees what is visible here."""
        self.line(header)
        return Writer(
            self.draw, self.lines, list(self.names), self.count, self.indent + 1, self.eager, self.depth + 1
        )

    def close(self, inner: Writer) -> None:
        self.count = inner.count

    def fill(self, most: int = 3) -> None:
        for _ in range(self.draw(st.integers(1, most))):
            self.statement()

    def call(self) -> None:
        """A nested tf.function with several outputs, some of which are dropped."""
        name, given = self.fresh("f"), self.fresh("p")
        options = self.choose(
            ("autograph=False", "autograph=False, reduce_retracing=True", "autograph=False, jit_compile=True")
        )
        argument = self.name()
        if "jit" in options and self.depth:
            options = "autograph=False"
        self.line(f"@tf.function({options})")
        inner = self.block(f"def {name}({given}):")
        inner.names.append(given)
        if "jit" in options:  # not every op compiles: arithmetic only
            for _ in range(self.draw(st.integers(1, 3))):
                inner.value(self.choose(BINARY[:4]).format(inner.name(), inner.name()))
        else:
            inner.fill()
        outputs = [inner.name() for _ in range(self.draw(st.integers(1, 3)))]
        inner.line(f"return [{', '.join(outputs)}]")
        self.close(inner)
        result = self.fresh("r")
        self.line(f"{result} = {name}({argument})")
        used = self.draw(st.integers(0, len(outputs) - 1))
        self.value(f"{result}[{used}]")

    def branch(self) -> None:
        """tf.cond or tf.switch_case."""
        yes, no = self.fresh("yes"), self.fresh("no")
        conditions = (
            "tf.reduce_sum({0}) > 0.",
            "tf.reduce_sum(x) > 0.",
            "tf.reduce_any({0} > 1.)",
            "tf.constant(True)",
        )
        condition = self.choose(conditions[:3] if self.eager else conditions)
        condition = condition.format(self.name())
        pair = self.draw(st.booleans())
        for name in (yes, no):
            inner = self.block(f"def {name}():")
            inner.fill(2)
            inner.line(f"return {inner.name()}, {inner.name()}" if pair else f"return {inner.name()}")
            self.close(inner)
        text = f"tf.cond({condition}, {yes}, {no})"
        if self.draw(st.integers(0, 3)) == 0:
            text = f"tf.switch_case(tf.cast({condition}, tf.int32), [{yes}, {no}])"
        self.value(text + ("[0]" if pair else ""))

    def loop(self) -> None:
        """A while_loop that carries two values."""
        cond, body, i, u, w = (self.fresh(s) for s in ("cond", "body", "i", "u", "w"))
        turns = self.draw(st.integers(1, 3))
        start = [self.name(), self.name()]
        extra = self.choose(("", "") if self.eager else ("", "", " & (tf.reduce_sum({0}) < 50.)")).format(
            self.draw(st.sampled_from([u, w]))
        )
        self.line(f"def {cond}({i}, {u}, {w}):")
        self.line(f"    return ({i} < {turns}){extra}")
        inner = self.block(f"def {body}({i}, {u}, {w}):")
        inner.names += [u, w]
        inner.fill(2)
        inner.line(f"return {i} + 1, tf.tanh({inner.name()}), {inner.name()}")
        self.close(inner)
        keyword = self.choose(("", ", maximum_iterations=3", ", parallel_iterations=1"))
        result = self.fresh("r")
        self.line(f"{result} = tf.while_loop({cond}, {body}, (0, {start[0]}, {start[1]}){keyword})")
        self.value(f"{result}[{self.draw(st.integers(1, 2))}]")

    def mapped(self) -> None:
        """map_fn, vectorized_map, scan or foldl over rows."""
        name, row, other = self.fresh("f"), self.fresh("row"), self.name()
        over = self.name()
        kind = self.draw(st.integers(0, 4))
        if kind <= 1:
            self.line(f"def {name}({row}):")
            self.line(f"    return tf.tanh({row}) * {other}[0], tf.sin({row}) + {other}[1]")
            signature = "(tf.float32, tf.float32)"
            used = self.draw(st.integers(0, 1))
            self.value(f"tf.map_fn({name}, {over}, fn_output_signature={signature})[{used}]")
        elif kind == 2:
            self.value(f"tf.vectorized_map(lambda {row}: tf.tanh({row}) * {other}[0], {over})")
        elif kind == 3:
            self.value(
                f"tf.scan(lambda a, {row}: tf.tanh(a) + {row} * {other}[0], {over}, initializer={self.name()}[0])"
            )
        else:
            self.value(
                f"tf.foldl(lambda a, {row}: tf.tanh(a @ {other}) + {row}, {over}, initializer={self.name()})"
            )

    def array(self) -> None:
        """A TensorArray, from which one element or all are read."""
        name = self.fresh("list")
        self.line(f"{name} = tf.TensorArray(tf.float32, 2, element_shape=[3, 3], clear_after_read=False)")
        for index in range(2):
            self.line(f"{name} = {name}.write({index}, {self.name()})")
        self.value(
            self.choose(
                (
                    f"{name}.read(0)",
                    f"{name}.read(1)",
                    f"{name}.stack()[0]",
                    f"{name}.concat()[3:]",
                    f"tf.reduce_sum({name}.stack(), 0)",
                )
            )
        )

    def custom(self) -> None:
        """A custom gradient that answers for some of its inputs."""
        name = self.fresh("f")
        answers = self.choose(
            (
                "dy, None",
                "None, dy",
                "dy * 2., tf.zeros_like(dy)",
                "tf.zeros_like(dy), dy",
                "dy, dy",
                "None, None",
            )
        )
        self.line("@tf.custom_gradient")
        self.line(f"def {name}(p, q):")
        self.line(f"    return p * q, lambda dy: ({answers})")
        self.value(f"{name}({self.name()}, {self.name()})")

    def stopped(self) -> None:
        """Something that goes through a variable which is no weight."""
        self.line(f"state.assign({self.name()})")
        self.value(self.choose(("state + 0.", f"state * {self.name()}")))


@st.composite
def training_steps(draw: st.DrawFn) -> str:
    """The source of a script with one training step, and a function `again` that repeats it with other numbers."""
    weights = [f"v{n}" for n in range(draw(st.integers(2, 5)))]
    compiled = draw(st.booleans())
    writer = Writer(draw, names=["x", *weights], indent=1, eager=not compiled)
    for _ in range(draw(st.integers(0, 1))):
        writer.statement()
    nested = draw(st.integers(0, 5)) == 0
    losses = draw(st.sampled_from([1, 1, 1, 2]))
    persistent = losses == 2 and draw(st.booleans())
    _tapes(writer, weights, 1 if persistent else losses, persistent, nested)
    body = "\n".join(writer.lines)
    lines = [*HEADER]
    lines += [f'{w} = tf.Variable(number(), name="{w}")' for w in weights]
    lines += [
        'state = tf.Variable(number(), name="state", trainable=False)',
        f"weights = [{', '.join(weights)}]",
        "",
        "",
    ]
    lines += ["@tf.function(autograph=False)"] if compiled else []
    lines += [
        "def step(x, c, d):",
        body,
        "",
        "",
        "def again():",
        "    for v in [*weights, state]:",
        "        v.assign(number())",
    ]
    lines += ["    step(number(), number(), number())", "", "", "step(number(), number(), number())", ""]
    return "\n".join(lines)


def _tapes(writer: Writer, weights: list[str], tapes: int, persistent: bool, nested: bool) -> None:
    draw = writer.draw
    for number in range(tapes):
        tape = f"tape{number}"
        writer.line(f"with tf.GradientTape({'persistent=True' if persistent else ''}) as {tape}:")
        writer.indent += 1
        if nested and number == 0:
            _inner_tape(writer)
        for _ in range(draw(st.integers(1, 6))):
            writer.statement()
        if draw(st.integers(0, 7)) == 0:
            writer.line(f"with {tape}.stop_recording():")
            writer.indent += 1
            writer.statement()
            writer.indent -= 1
        losses = []
        for _ in range(2 if persistent else 1):
            loss = writer.fresh("loss")
            writer.line(f"{loss} = tf.reduce_sum({writer.name()} * c) + tf.reduce_mean({writer.name()} * d)")
            losses.append(loss)
        writer.indent -= 1
        for loss in losses:
            _apply(writer, tape, loss, weights)


def _inner_tape(writer: Writer) -> None:
    """A gradient that is part of the loss."""
    writer.line("with tf.GradientTape() as inner:")
    writer.indent += 1
    writer.line("inner.watch(x)")
    writer.value(f"x * {writer.name()}")
    writer.statement()
    writer.line(f"energy = tf.reduce_sum({writer.names[-1]} * {writer.names[-2]} * x)")
    writer.indent -= 1
    writer.value("inner.gradient(energy, x)")


def _apply(writer: Writer, tape: str, loss: str, weights: list[str]) -> None:
    writer.line(f"for v, g in zip(weights, {tape}.gradient({loss}, weights)):")
    writer.line("    if g is not None:")
    writer.line("        v.assign_sub(tf.convert_to_tensor(g) * 0.01)")
    del weights


UNPROVEN = (
    "tf.dynamic_partition", "tf.dynamic_stitch", "tf.pad(tf.concat", "[::-1]", "tf.reverse(tf.stack",
    "tf.boolean_mask(tf.stack", "tf.tensor_scatter_nd_update({0}, [[0], [1], [2]]", "tf.reshape(tf.stack",
    "tf.linalg.matmul(tf.stack", "tf.transpose(tf.stack", "[::2]", "tf.gather_nd", "tf.constant([1., 0.])",
    "[tf.stack([", "[tf.newaxis", "tf.relu", "tf.clip_by_value", "tf.math.floormod", "tf.reduce_max", "tf.maximum",
    "tf.where", "tf.tile", "band_part", "tf.sort", "[1:5]", "tf.constant(True)", "< 50.", "row", "tensor_scatter",
)  # fmt: skip
"""What may make a gradient zero without that being provable from the graph alone; elsewhere a zero must be found."""
