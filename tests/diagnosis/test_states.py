"""The state doctor: where each recurrent layer's initial states come from, in every way of writing a model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.diagnosis.scripts import analysed

pytestmark = pytest.mark.tf

HEAD = """\
import tensorflow as tf
{keras}
"""
FUNCTIONAL = """
def one(name, size=[3, 2]):
    return layers.Input(size, name=name)


x, y, h0, image = one("x"), one("y", [4, 2]), one("h0", [5]), one("image", [3, 6, 1])
planes, cubes = one("planes", [3, 6, 6, 1]), one("cubes", [3, 4, 4, 4, 1])
heads = []


def keep(tensor):
    heads.append(layers.Flatten()(tensor))
    return tensor


_, h, c = layers.LSTM(5, return_state=True, name="enc")(x)
keep(layers.LSTM(5, name="right")(y, initial_state=[h, c]))
keep(layers.LSTM(5, name="swapped")(y, initial_state=[c, h]))
keep(layers.LSTM(5, name="h_only")(y, initial_state=[h, zeros_like(h)]))
keep(layers.LSTM(5, name="twice_h")(y, initial_state=[h, h]))
keep(layers.GRU(5, name="given")(y, initial_state=h0))
keep(layers.GRU(5, name="bridged")(y, initial_state=layers.Dense(5, name="bridge")(h)))
keep(layers.GRU(5, name="made")(y, initial_state=layers.Dense(5, name="maker")(h0)))
sequence, s = layers.SimpleRNN(5, return_state=True, return_sequences=True, name="simple")(x)
keep(sequence)
keep(layers.GRU(5, name="from_simple")(y, initial_state=s))
_, fh, fc, bh, bc = layers.Bidirectional(layers.LSTM(5, return_state=True), name="both")(x)
keep(layers.LSTM(10, name="joined")(
    y, initial_state=[layers.Concatenate()([fh, bh]), layers.Concatenate()([fc, bc])]))
keep(layers.Bidirectional(layers.LSTM(5), name="both_dec")(y, initial_state=[fh, fc, bh, bc]))
_, c1h, c1c = layers.ConvLSTM1D(2, 2, padding="same", return_state=True, name="conv1")(image)
keep(layers.ConvLSTM1D(2, 2, padding="same", name="conv1_dec")(image, initial_state=[c1h, c1c]))
keep(layers.ConvLSTM2D(2, 2, name="conv2")(planes))
keep(layers.ConvLSTM3D(2, 2, name="conv3")(cubes))
cells = layers.StackedRNNCells([layers.LSTMCell(3), layers.GRUCell(5)])
keep(layers.RNN(cells, name="stack")(x))
keep(layers.LSTM(5, stateful=False, name="plain")(x))
outputs = layers.Dense(1, name="head")(layers.Concatenate()(heads))
model = keras.Model([x, y, h0, image, planes, cubes], outputs)
model.compile("sgd", "mse")
data = [tf.random.normal([4, *t.shape[1:]]) for t in model.inputs]
model.fit(data, tf.random.normal([4, 1]), epochs=1, verbose=0)
"""

Row = tuple[str, str, list[tuple[str, str, str | None, str | None]]]


def rows(report: dict[str, Any]) -> dict[str, Row]:
    """Severity, note, and (name, source, layer, state) of each state, by layer; calls after a layer's first: `a 2`."""
    found: dict[str, Row] = {}
    for row in report["states"]:
        states = [(s["name"], s["source"], s["layer"], s["state"]) for s in row["states"]]
        count = sum(name.partition(" ")[0] == row["layer"] for name in found)
        name = row["layer"] if not count else f"{row['layer']} {count + 1}"
        found[name] = (row["severity"], row["note"], states)
    return found


def zeros(*names: str) -> list[tuple[str, str, None, None]]:
    return [(name, "zeros", None, None) for name in names]


def layer(made: str, **states: str) -> list[tuple[str, str, str, str]]:
    return [(name, "layer", made, state) for name, state in states.items()]


BOTH = {
    "enc": ("ok", "", zeros("h", "c")),
    "right": ("info", "shares its initial state with swapped", layer("enc", h="h", c="c")),
    "swapped": ("info", "h and c are swapped", layer("enc", h="c", c="h")),
    "h_only": ("info", "takes h only; c starts from zeros", [*layer("enc", h="h"), *zeros("c")]),
    "twice_h": ("info", "takes h of enc for both h and c", layer("enc", h="h", c="h")),
    "given": ("ok", "", [("h", "input", None, None)]),
    "bridged": ("ok", "", layer("enc", h="h")),
    "made": ("ok", "", [("h", "layer", "maker", None)]),
    "simple": ("ok", "", zeros("h")),
    "from_simple": ("ok", "", layer("simple", h="h")),
    "both": ("ok", "", zeros("forward h", "forward c", "backward h", "backward c")),
    "joined": ("ok", "", layer("both", h="forward h", c="forward c")),
    "both_dec": (
        "ok",
        "",
        [(n, "layer", "both", n) for n in ("forward h", "forward c", "backward h", "backward c")],
    ),
    "conv1": ("ok", "", zeros("h", "c")),
    "conv1_dec": ("ok", "", layer("conv1", h="h", c="c")),
    "conv2": ("ok", "", zeros("h", "c")),
    "conv3": ("ok", "", zeros("h", "c")),
    "stack": ("ok", "", zeros("cell 1 h", "cell 1 c", "cell 2 h")),
    "plain": ("ok", "", zeros("h", "c")),
}
KERAS = "import keras\nfrom keras import layers\nzeros_like = keras.ops.zeros_like"
TF_KERAS = "import tf_keras as keras\nfrom tf_keras import layers\nzeros_like = tf.zeros_like"


@pytest.mark.parametrize("imports", [KERAS, TF_KERAS], ids=["keras", "tf_keras"])
def test_functional_models(imports: str, tmp_path: Path) -> None:
    """Every kind of layer; what is odd is told, and none of it is a finding."""
    ran = analysed(tmp_path, HEAD.format(keras=imports) + FUNCTIONAL)
    assert ran.report["error"] is None, ran.stderr[-2000:]
    found = rows(ran.report)
    assert found == BOTH
    assert ran.report["findings"] == []
    assert ran.status == 0
    joined = next(row for row in ran.report["states"] if row["layer"] == "joined")
    assert [s["note"] for s in joined["states"]] == ["with both backward h", "with both backward c"]


SUBCLASSED = """
class Minimal(layers.Layer):
    def __init__(self, units, **more):
        super().__init__(**more)
        self.units = self.state_size = units
        self.mix = layers.Dense(units)

    def call(self, inputs, states):
        h = tf.tanh(self.mix(tf.concat([inputs, states[0]], -1)))
        return h, [h]


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__(name="net")
        self.emb = layers.LSTM(4, return_state=True, name="emb")
        self.dec = layers.LSTM(4, return_state=True, return_sequences=True, name="dec")
        self.custom = layers.RNN(Minimal(4), return_state=True, name="custom")
        self.custom_dec = layers.RNN(Minimal(4), name="custom_dec")
        self.attended = layers.LSTM(4, return_sequences=True, return_state=True, name="attended")
        self.reader = layers.GRU(4, return_sequences=True, name="reader")
        self.attend = layers.Attention()
        self.low = layers.LSTM(4, return_sequences=True, name="low")
        self.top = layers.LSTM(4, name="top")
        self.learned = layers.GRU(4, name="learned")
        self.start = self.add_weight(shape=(1, 4), name="start")
        self.fixed = layers.GRU(4, name="fixed")
        self.memory = layers.GRU(4, stateful=True, name="memory")
        self.loose = layers.GRUCell(4, name="loose")
        self.head = layers.Dense(1, name="head")

    def call(self, x):
        batch = tf.shape(x)[0]
        _, h, c = self.emb(x)
        a, h, c = self.dec(x, initial_state=[h, c])
        b, h, c = self.dec(x, initial_state=[h, c])
        _, s = self.custom(x)
        d = self.custom_dec(x, initial_state=s)
        keys, _, _ = self.attended(x)
        e = self.attend([self.reader(x), keys])
        f = self.top(self.low(x))
        g = self.learned(x, initial_state=tf.tile(self.start, [batch, 1]))
        i = self.fixed(x, initial_state=tf.ones([batch, 4]))
        j = self.memory(x)
        state = tf.zeros([batch, 4])
        for t in range(3):
            k, (state,) = self.loose(x[:, t], [state])
        parts = [tf.reduce_mean(p, 1) for p in (a, b, e)] + [d, f, g, i, j, k]
        return self.head(tf.concat(parts, -1))


net = Net()
net(tf.zeros([4, 3, 2]))
optimizer = tf.keras.optimizers.SGD(0.01)
{decorator}
def train_step(x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(net(x) - y))
    variables = net.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


for _ in range(2):
    train_step(tf.random.normal([4, 3, 2]), tf.zeros([4, 1]))
"""

OWN = {
    "emb": ("ok", "", zeros("h", "c")),
    "dec": ("ok", "", layer("emb", h="h", c="c")),
    "dec 2": ("ok", "", [("h", "previous", "dec", "h"), ("c", "previous", "dec", "c")]),
    "custom": ("ok", "", zeros("h")),
    "custom_dec": ("ok", "", layer("custom", h="h")),
    "attended": ("ok", "", zeros("h", "c")),
    "reader": ("ok", "", zeros("h")),
    "low": ("ok", "", zeros("h", "c")),
    "top": ("ok", "", zeros("h", "c")),
    "learned": ("ok", "", [("h", "variable", "net/start", None)]),
    "fixed": ("ok", "", [("h", "constant", None, None)]),
    "memory": ("ok", "", [("h", "variable", None, None)]),
    "loose": ("ok", "further steps start from its own last state", zeros("h")),
}


@pytest.mark.parametrize("decorator", ["@tf.function", ""], ids=["function", "eager"])
def test_own_models_cells_and_loops(decorator: str, tmp_path: Path) -> None:
    """Healthy ways to use states, or not to: no finding, no error."""
    imports = "from tensorflow.keras import layers"
    ran = analysed(tmp_path, HEAD.format(keras=imports) + SUBCLASSED.replace("{decorator}", decorator))
    assert ran.report["error"] is None, ran.stderr[-2000:]
    assert rows(ran.report) == OWN
    assert ran.report["findings"] == []
    assert ran.status == 0


WRONG = """
names = ["missing", "stopped", "blank", "half", "chunk", "dead"]
encoders = {n: layers.GRU(4, return_state=True, name=n + "_enc") for n in names}
encoders["half"] = layers.Bidirectional(layers.GRU(4, return_state=True), name="half_enc")
decoders = {n: layers.GRU(4, return_state=True, name=n + "_dec") for n in names}
encoders["dead"].trainable = False
head = layers.Dense(1, name="head")
parts = [*encoders.values(), *decoders.values()]
for part in parts:
    part.build([None, None, 2])
head.build([None, 7 * 4])
sources = [v for part in [*parts, head] for v in part.trainable_variables]
optimizer = tf.keras.optimizers.SGD(0.01)


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        _, s1 = encoders["missing"](x)
        a, _ = decoders["missing"](x)
        _, s2 = encoders["stopped"](x)
        b, _ = decoders["stopped"](x, initial_state=tf.stop_gradient(s2))
        _, s3 = encoders["blank"](x)
        c, _ = decoders["blank"](x, initial_state=tf.zeros_like(s3))
        _, s4, s5 = encoders["half"](x)
        d, _ = decoders["half"](x, initial_state=s4)
        e, carried = encoders["chunk"](x)
        f, _ = encoders["chunk"](x, initial_state=tf.stop_gradient(carried))
        g, _ = decoders["chunk"](x)
        _, s6 = encoders["dead"](x)
        i, _ = decoders["dead"](x, initial_state=tf.stop_gradient(s6))
        loss = tf.reduce_mean(tf.square(head(tf.concat([a, b, c, d, e + f, g, i], -1)) - y))
    gradients = tape.gradient(loss, sources)
    optimizer.apply_gradients([(g, v) for g, v in zip(gradients, sources) if g is not None])
    return loss


train_step(tf.random.normal([4, 3, 2]), tf.zeros([4, 1]))
"""


def test_what_is_wrong_is_an_error_and_belongs_to_a_finding(tmp_path: Path) -> None:
    imports = "from tensorflow.keras import layers"
    ran = analysed(tmp_path, HEAD.format(keras=imports) + WRONG)
    assert ran.report["error"] is None, ran.stderr[-2000:]
    found = rows(ran.report)
    assert {name: row[1] for name, row in found.items() if row[0] == "info"} == {
        "chunk_dec": "the state of missing_enc that is thrown away fits it as well"
    }
    assert {name: row[:2] for name, row in found.items() if row[0] == "error"} == {
        "missing_dec": ("error", "takes nothing of the final state of missing_enc"),
        "stopped_dec": (
            "error",
            "the state of stopped_enc comes through a stopped gradient, and stopped_enc never trains",
        ),
        "blank_dec": ("error", "takes nothing of the final state of blank_enc"),
        "half_dec": ("error", "takes a part of the final state of half_enc"),
    }
    assert found["stopped_dec"][2] == [("h", "stopped", "stopped_enc", "h")]
    assert found["dead_dec"][2] == [("h", "stopped", "dead_enc", "h")]
    assert found["chunk_enc 2"][2] == [("h", "previous", "chunk_enc", "h")]
    causes = sorted(
        (f["cause"], f["location"]["code"].partition(" = ")[2][:19]) for f in ran.report["findings"]
    )
    assert causes == [
        ("stop-gradient", 'decoders["stopped"]'),
        ("unwired-state", 'decoders["blank"](x'),
        ("unwired-state", 'decoders["half"](x,'),
        ("unwired-state", 'decoders["missing"]'),
    ]
