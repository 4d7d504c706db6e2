"""Writes the statements of a generated step: values, calls, branches, loops, lists, layers, gradients of one's own."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st

from tests.step_tables import BINARY, BLOCKED, EAGER, LAYERS, PARTS, PICKS, UNARY, VANISHING

ANSWERS = (
    "dy, None",
    "None, dy",
    "dy * 2., tf.zeros_like(dy)",
    "tf.zeros_like(dy), dy",
    "dy, dy",
    "None, None",
)
SAVED = (
    "[dy for _ in variables or ()]",
    "[None for _ in variables or ()]",
    "[tf.zeros_like(dy) for _ in variables or ()]",
)
MOST = 3
"""Statements of a body."""


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
    weights: tuple[str, ...] = ()
    layers: list[tuple[str, str]] = field(default_factory=list)
    """Name and making of each layer: they are made before the step."""

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

    def handed_on(self) -> str:
        """A visible value; no eager branch hands on the variable itself, of which a later tape would see the read."""
        name = self.name()
        return f"tf.identity({name})" if self.eager and name in self.weights else name

    def value(self, text: str) -> None:
        made = self.fresh()
        self.line(f"{made} = {text}")
        self.names.append(made)

    def block(self, header: str) -> Writer:
        """A writer for the body of a nested function; it sees what is visible here."""
        self.line(header)
        return Writer(
            self.draw, self.lines, list(self.names), self.count, self.indent + 1, self.eager, self.depth + 1,
            self.weights, self.layers,
        )  # fmt: skip

    def close(self, inner: Writer) -> None:
        self.count = inner.count

    def fill(self, most: int = MOST) -> None:
        for _ in range(self.draw(st.integers(1, most))):
            self.statement()

    # -- statements --------------------------------------------------------------------------------------------------

    def statement(self) -> None:
        """One more value, or a few."""
        tables = [(UNARY, 6), (BINARY, 6), (BLOCKED, 2), (VANISHING, 2), (PICKS, 4), (PARTS, 6)]
        kinds: list[object] = [table for table, weight in tables for _ in range(weight)]
        if self.depth < 2:
            kinds += [
                self.call, self.call, self.branch, self.branch, self.loop, self.mapped, self.array, self.list_in_loop,
                self.custom, self.saved, self.state, self.autograph, self.layer, self.layer,
            ]  # fmt: skip
        if self.eager and self.depth == 0:
            kinds.append(EAGER)
        kind = kinds[self.draw(st.integers(0, len(kinds) - 1))]
        if callable(kind):
            kind()
        else:
            assert isinstance(kind, tuple)
            self.value(self.choose(kind).format(self.name(), self.name()))

    def call(self) -> None:
        """A nested tf.function with several outputs, some of which are dropped; it may be called twice."""
        name, given = self.fresh("f"), self.fresh("p")
        options = self.choose(
            ("autograph=False", "autograph=False, reduce_retracing=True", "autograph=False, jit_compile=True")
        )
        if "jit" in options and self.depth:
            options = "autograph=False"
        self.line(f"@tf.function({options})")
        inner = self.block(f"def {name}({given}):")
        inner.names.append(given)
        if "jit" in options:  # not every op compiles: arithmetic only
            for _ in range(self.draw(st.integers(1, MOST))):
                inner.value(self.choose(BINARY[:4]).format(inner.name(), inner.name()))
        else:
            inner.fill()
        outputs = [inner.name() for _ in range(self.draw(st.integers(1, MOST)))]
        inner.line(f"return [{', '.join(outputs)}]")
        self.close(inner)
        for _ in range(self.draw(st.sampled_from([1, 1, 2]))):
            result = self.fresh("r")
            self.line(f"{result} = {name}({self.name()})")
            self.value(f"{result}[{self.draw(st.integers(0, len(outputs) - 1))}]")

    def branch(self) -> None:
        """tf.cond, tf.switch_case or tf.case."""
        yes, no = self.fresh("yes"), self.fresh("no")
        conditions = (
            "tf.reduce_sum({0}) > 0.",
            "tf.reduce_sum(x) > 0.",
            "tf.reduce_any({0} > 1.)",
            "tf.constant(True)",
        )
        condition = self.choose(conditions[:3] if self.eager else conditions).format(self.name())
        pair = self.draw(st.booleans())
        for name in (yes, no):
            inner = self.block(f"def {name}():")
            if self.draw(st.integers(0, 4)):
                inner.fill(2)
            first, second = inner.handed_on(), inner.handed_on()
            inner.line(f"return {first}, {second}" if pair else f"return {first}")
            self.close(inner)
        text = self.choose(
            (
                f"tf.cond({condition}, {yes}, {no})",
                f"tf.cond({condition}, {yes}, {no})",
                f"tf.switch_case(tf.cast({condition}, tf.int32), [{yes}, {no}])",
                f"tf.case([({condition}, {yes})], default={no})",
            )
        )
        self.value(text + ("[0]" if pair else ""))

    def loop(self) -> None:
        """A while_loop that carries two values."""
        cond, body, i, u, w = (self.fresh(s) for s in ("cond", "body", "i", "u", "w"))
        turns = self.draw(st.integers(1, 3))
        start = [self.name(), self.name()]
        ends = ("", "") if self.eager else ("", "", " & (tf.reduce_sum({0}) < 50.)")
        extra = self.choose(ends).format(self.choose((u, w)))
        self.line(f"def {cond}({i}, {u}, {w}):")
        self.line(f"    return ({i} < {turns}){extra}")
        inner = self.block(f"def {body}({i}, {u}, {w}):")
        inner.names += [u, w]
        inner.fill(2)
        inner.line(
            f"return {i} + 1, tf.ensure_shape(tf.tanh({inner.name()}), [3, 3]), tf.ensure_shape({inner.name()}, [3, 3])"
        )
        self.close(inner)
        keyword = self.choose(("", ", maximum_iterations=3", ", parallel_iterations=1"))
        result = self.fresh("r")
        self.line(f"{result} = tf.while_loop({cond}, {body}, (0, {start[0]}, {start[1]}){keyword})")
        self.value(f"{result}[{self.draw(st.integers(1, 2))}]")

    def autograph(self) -> None:
        """A function with a Python loop and a Python branch over tensors, as people write them."""
        name, given, u, w = (self.fresh(s) for s in ("f", "p", "u", "w"))
        self.line("@tf.function")
        inner = self.block(f"def {name}({given}):")
        inner.depth = 2
        inner.names.append(given)
        inner.line(f"{u}, {w} = tf.identity({inner.name()}), tf.identity({inner.name()})")
        inner.names += [u, w]
        inner.line(
            self.choose(
                (
                    f"for i in tf.range({self.draw(st.integers(1, 3))}):",
                    "for row in x:",
                    f"while tf.reduce_sum({w}) < 5.:",
                )
            )
        )
        body = inner.block_here()
        body.statement()
        body.line(f"{u} = tf.ensure_shape(tf.tanh({body.name()}), [3, 3])")
        body.line(
            f"{w} = {w} + 1."
            if "while" in inner.lines[-3] or self.draw(st.booleans())
            else f"{w} = tf.ensure_shape({body.name()}, [3, 3])"
        )
        inner.close(body)
        inner.line(f"if tf.reduce_sum({inner.name()}) > 0.:")
        inner.line(f"    {u} = {inner.choose(UNARY[:5]).format(inner.name())}")
        if self.draw(st.booleans()):
            inner.line("else:")
            inner.line(f"    {w} = {inner.choose(BINARY[:5]).format(inner.name(), inner.name())}")
        inner.line(f"return {u}, {w}")
        self.close(inner)
        self.value(f"{name}({self.name()})[{self.draw(st.integers(0, 1))}]")

    def block_here(self) -> Writer:
        """A writer for what is indented below the last line."""
        return Writer(
            self.draw, self.lines, list(self.names), self.count, self.indent + 1, self.eager, self.depth, self.weights,
            self.layers,
        )  # fmt: skip

    def mapped(self) -> None:
        """map_fn, vectorized_map, scan or foldl over rows."""
        name, over, other, start = self.fresh("f"), self.name(), self.name(), self.name()
        text = self.choose(
            (
                f"tf.map_fn({name}, {over}, fn_output_signature=(tf.float32, tf.float32))[0]",
                f"tf.map_fn({name}, {over}, fn_output_signature=(tf.float32, tf.float32))[1]",
                f"tf.vectorized_map(lambda row: tf.tanh(row) * {other}[0], {over})",
                f"tf.scan(lambda a, row: tf.tanh(a) + row * {other}[0], {over}, initializer={start}[0])",
                f"tf.foldl(lambda a, row: tf.tanh(a @ {other}) + row, {over}, initializer={start})",
            )
        )
        if "map_fn" in text:
            self.line(f"def {name}(row):")
            self.line(f"    return tf.tanh(row) * {other}[0], tf.sin(row) + {other}[1]")
        self.value(text)

    def array(self) -> None:
        """A TensorArray, from which one element or all are read."""
        name = self.fresh("list")
        self.line(f"{name} = tf.TensorArray(tf.float32, 2, element_shape=[3, 3], clear_after_read=False)")
        for index in range(2):
            self.line(f"{name} = {name}.write({index}, {self.name()})")
        reads = (".read(0)", ".read(1)", ".stack()[0]", ".concat()[3:]", ".gather([1])[0]")
        self.value(self.choose((*(name + r for r in reads), f"tf.reduce_sum({name}.stack(), 0)")))

    def list_in_loop(self) -> None:
        """A TensorArray that a loop fills, as a recurrent layer does."""
        name, body, i, u, done = (self.fresh(s) for s in ("list", "body", "i", "u", "done"))
        self.line(f"{name} = tf.TensorArray(tf.float32, 2, element_shape=[3, 3], clear_after_read=False)")
        inner = self.block(f"def {body}({i}, {u}, {done}):")
        inner.names.append(u)
        inner.statement()
        inner.line(
            f"return {i} + 1, tf.ensure_shape(tf.tanh({inner.name()}), [3, 3]), {done}.write({i}, {inner.name()})"
        )
        self.close(inner)
        result = self.fresh("r")
        self.line(
            f"{result} = tf.while_loop(lambda {i}, {u}, {done}: {i} < 2, {body}, (0, {self.name()}, {name}))"
        )
        self.value(result + self.choose(("[1]", "[2].stack()[1]", "[2].read(0)", "[2].stack()[0]")))

    def custom(self) -> None:
        """A custom gradient that answers for some of its inputs."""
        name = self.fresh("f")
        self.line("@tf.custom_gradient")
        self.line(f"def {name}(p, q):")
        self.line(f"    return p * q, lambda dy: ({self.choose(ANSWERS)})")
        self.value(f"{name}({self.name()}, {self.name()})")

    def saved(self) -> None:
        """A custom gradient of a function that reads a variable, or its recomputation."""
        name, weight = self.fresh("f"), self.choose(self.weights)
        if self.draw(st.booleans()):
            self.value(f"tf.recompute_grad(lambda p: tf.tanh(p @ {weight}))({self.name()})")
            return
        self.line("@tf.custom_gradient")
        self.line(f"def {name}(p):")
        self.line("    def grad(dy, variables=None):")
        self.line(f"        return {self.choose(('dy', 'None', 'dy * 2.'))}, {self.choose(SAVED)}")
        self.line("")
        self.line(f"    return p * {weight}, grad")
        given = self.name()
        # a variable that is an argument is none of `variables` in eager code, and is one of them in a graph
        self.value(f"{name}(tf.identity({given}))" if given == weight else f"{name}({given})")

    def state(self) -> None:
        """Something that goes through a variable: one that is no weight, or a weight's own value."""
        if self.draw(st.integers(0, 3)) == 0:
            self.line(f"{self.choose(self.weights)}.assign_add({self.name()} * 0.1)")
            return
        self.line(f"state.assign({self.name()})")
        self.value(self.choose(("state + 0.", f"state * {self.name()}")))

    def layer(self) -> None:
        """A Keras layer with weights of its own; an earlier one is called again, now and then."""
        making, use = self.draw(st.sampled_from(LAYERS))
        known = [name for name, made in self.layers if made == making]
        if not known or self.draw(st.integers(0, 3)):
            known.append(f"layer{len(self.layers)}")
            self.layers.append((known[-1], making))
        self.value(use.format(self.name(), self.name(), f=known[-1]))
