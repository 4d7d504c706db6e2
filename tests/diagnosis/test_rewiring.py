"""Suggestions for lost states: code that can be typed at the decoder's line, in the names of the script."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from tests.diagnosis.scripts import analysed
from tests.support import run

pytestmark = pytest.mark.tf

HEAD = """\
import tensorflow as tf
from tensorflow.keras import layers
"""

LOOP = """
def new(kind, name, units=4, **more):
    return kind(units, name=name, **more)


named_enc = layers.LSTM(4, return_state=True, name="named_enc")
named_dec = layers.LSTM(4, name="named_dec")
list_enc = layers.LSTM(5, return_state=True, name="list_enc")
list_dec = layers.LSTM(5, name="list_dec")
star_enc = layers.LSTM(6, return_state=True, name="star_enc")
star_dec = layers.LSTM(6, name="star_dec")
gru_enc = layers.GRU(7, name="gru_enc")
gru_dec = layers.GRU(7, name="gru_dec")
down_enc = layers.LSTM(8, return_state=True, name="down_enc")
down_dec = layers.SimpleRNN(8, name="down_dec")
blank_enc = layers.LSTM(9, return_state=True, name="blank_enc")
blank_dec = layers.LSTM(9, name="blank_dec")
wide_enc = layers.Bidirectional(layers.LSTM(10, return_state=True), name="wide_enc")
wide_dec = layers.LSTM(20, name="wide_dec")
joined_enc = layers.Bidirectional(layers.GRU(11, return_state=True), name="joined_enc")
joined_dec = layers.GRU(22, name="joined_dec")
plain_enc = layers.LSTM(13, name="plain_enc")
plain_dec = layers.LSTM(13, name="plain_dec")
conv_enc = layers.ConvLSTM1D(14, 2, return_state=True, name="conv_enc")
conv_dec = layers.ConvLSTM1D(14, 2, name="conv_dec")
up_enc = layers.GRU(15, return_state=True, name="up_enc")
up_dec = layers.LSTM(15, name="up_dec")
two_way = layers.Bidirectional(layers.GRU(16, return_state=True), name="two_way")
two_way_dec = layers.Bidirectional(layers.GRU(16), name="two_way_dec")
encoders = [named_enc, list_enc, star_enc, gru_enc, down_enc, blank_enc, wide_enc, joined_enc, plain_enc,
            conv_enc, up_enc, two_way]
decoders = [named_dec, list_dec, star_dec, gru_dec, down_dec, blank_dec, wide_dec, joined_dec, plain_dec,
            conv_dec, up_dec, two_way_dec]
optimizer = tf.keras.optimizers.SGD(0.01)
x, y = tf.random.normal([2, 3, 5]), tf.random.normal([2, 4, 5])
images = tf.random.normal([2, 3, 6, 1])


@tf.function
def train_step(x, y, images):
    with tf.GradientTape() as tape:
        _, h, c = named_enc(x)
        a = named_dec(y)
        result = list_enc(x)
        b = list_dec(y, initial_state=None)
        _, *states = star_enc(x)
        d = tf.nn.relu(star_dec(inputs_of(y)))
        code = gru_enc(x)
        e = gru_dec(y)
        _, top, _ = down_enc(x)
        f = down_dec(y)
        blank_out, _, _ = blank_enc(x)
        g = blank_dec(y)
        wide = wide_enc(x)
        i = wide_dec(y)
        _, left, right = joined_enc(x)
        both = layers.Concatenate()([left, right])
        j = joined_dec(y)
        summary = plain_enc(x)
        k = plain_dec(y)
        conv = conv_enc(images)
        l = tf.reduce_mean(conv_dec(images))
        _, up = up_enc(x)
        m = up_dec(y)
        _, fore, back = two_way(x)
        n = two_way_dec(y)
        loss = sum(tf.reduce_mean(v) for v in [a, b, d, e, f, g, i, j, k, l, m, n])
    variables = [v for layer in encoders + decoders for v in layer.trainable_variables]
    optimizer.apply_gradients([(g, v) for g, v in zip(tape.gradient(loss, variables), variables) if g is not None])
    return loss


def inputs_of(y):
    return y + 0.0


for layer in encoders[:9] + encoders[10:] + decoders[:9] + decoders[10:]:
    layer.build([None, None, 5])
conv_enc.build([None, 3, 6, 1])
conv_dec.build([None, 3, 6, 1])
print(train_step(x, y, images))
"""

EXPECTED = {
    "named_enc": "named_dec(y, initial_state=[h, c])",
    "list_enc": "list_dec(y, initial_state=result[1:])",
    "star_enc": "star_dec(inputs_of(y), initial_state=states)",
    "gru_enc": "gru_dec(y, initial_state=code)",
    "down_enc": "down_dec(y, initial_state=top)",
    "blank_enc": "blank_dec(y, initial_state=[state_h, state_c])",
    "wide_enc": "wide_dec(y, initial_state=[layers.Concatenate()([wide[1], wide[3]]), "
    "layers.Concatenate()([wide[2], wide[4]])])",
    "joined_enc": "joined_dec(y, initial_state=both)",
    "plain_enc": "plain_dec(y, initial_state=[state_h, state_c])",
    "conv_enc": "conv_dec(images, initial_state=conv[1:])",
    "up_enc": "up_dec(y, initial_state=[up, up])",
    "two_way": "two_way_dec(y, initial_state=[fore, back])",
}


def found(report: dict[str, Any]) -> dict[str, Any]:
    """The findings by the encoder's name."""
    return {f["title"].rpartition(" ")[2]: f for f in report["findings"] if f["cause"] == "unwired-state"}


def test_suggestions_speak_the_scripts_own_names(tmp_path: Path) -> None:
    report = analysed(tmp_path, HEAD + LOOP).report
    findings = found(report)
    assert {name: f["suggestion"] for name, f in findings.items()} == EXPECTED
    for finding in findings.values():
        assert finding["restores"] == finding["variables"]
    assert "blank_out, state_h, state_c = blank_enc(x)" in findings["blank_enc"]["help"]
    assert "_, state_h, state_c = plain_enc(x)" in findings["plain_enc"]["help"]
    states = {row["layer"]: row["severity"] for row in report["states"]}
    assert {n for n, s in states.items() if s == "error"} == {n.replace("enc", "dec") for n in EXPECTED} - {
        "two_way"
    } | {"two_way_dec"}


@pytest.mark.slow
def test_what_is_suggested_mends_the_script(tmp_path: Path) -> None:
    """Every suggestion typed in: the script still runs, and no finding is left."""
    source = HEAD + LOOP
    for name, code in EXPECTED.items():
        call = code.partition("(")[0]
        line = next(text for text in source.splitlines() if f" {call}(" in text or f"({call}(" in text)
        old = line[line.index(f"{call}(") :].removeprefix(call)
        end = _closing(old)
        source = source.replace(line, line.replace(call + old[:end], code))
        if name in ("blank_enc", "plain_enc"):
            kept = "blank_out, _, _ = blank_enc(x)" if name == "blank_enc" else "summary = plain_enc(x)"
            source = source.replace(kept, f"_, state_h, state_c = {name}(x)")
    source = source.replace("layers.LSTM(13, name=", "layers.LSTM(13, return_state=True, name=", 1)
    ran = analysed(tmp_path, source)
    assert ran.report["error"] is None
    assert [f["title"] for f in found(ran.report).values()] == []
    plain = run([sys.executable, "script.py"], cwd=tmp_path)
    assert plain.status == 0, plain.stderr[-2000:]


def _closing(text: str) -> int:
    """How long the bracket that a text begins with is."""
    depth = 0
    for place, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return place + 1
    raise AssertionError(text)


FUNCTIONAL = """
def branch(kind, units, name):
    source = layers.Input([3, 2])
    return source, kind(units, return_state=True, name=name)(source)


one, two = layers.Input([3, 2]), layers.Input([4, 2])
_, state_h, state_c = layers.LSTM(4, return_state=True, name="a_enc")(one)
a = layers.LSTM(4, name="a_dec")(two)
b_out, fh, fc, bh, bc = layers.Bidirectional(layers.LSTM(5, return_state=True), name="b_enc")(one)
both_h = layers.Concatenate()([fh, bh])
both_c = layers.Concatenate()([fc, bc])
b = layers.LSTM(10, name="b_dec")(two)
c_all = layers.GRU(6, return_state=True, name="c_enc")(one)
c = layers.Dropout(0.1)(layers.GRU(6, name="c_dec")(two))
d_source, (_, d_state) = branch(layers.GRU, 7, "d_enc")
d = layers.GRU(7, name="d_dec")(two)
outputs = layers.Dense(1, name="head")(layers.Concatenate()([a, b, c, d]))
model = tf.keras.Model([one, two, d_source], outputs)
model.compile("sgd", "mse")
xs = [tf.random.normal([8, 3, 2]), tf.random.normal([8, 4, 2]), tf.random.normal([8, 3, 2])]
model.fit(xs, tf.random.normal([8, 1]), epochs=1, verbose=0)
"""


def test_functional_models_name_what_the_script_made_of_the_state(tmp_path: Path) -> None:
    findings = found(analysed(tmp_path, HEAD + FUNCTIONAL).report)
    assert {name: f["suggestion"] for name, f in findings.items()} == {
        "a_enc": 'layers.LSTM(4, name="a_dec")(two, initial_state=[state_h, state_c])',
        "b_enc": 'layers.LSTM(10, name="b_dec")(two, initial_state=[both_h, both_c])',
        "c_enc": 'layers.GRU(6, name="c_dec")(two, initial_state=c_all[1])',
        "d_enc": None,  # no name at this place holds it
    }
    assert all(f["restores"] == f["variables"] for f in findings.values())
    assert findings["d_enc"]["help"].startswith("hand the state that script.py:")


SUBCLASS = """
class Encoder(tf.keras.layers.Layer):
    def __init__(self, units, **more):
        super().__init__(**more)
        self.rnn = layers.LSTM(units, return_state=True)

    def call(self, x):
        return self.rnn(x)


class Decoder(tf.keras.layers.Layer):
    def __init__(self, units, **more):
        super().__init__(**more)
        self.rnn = layers.LSTM(units)

    def call(self, y, states):
        return self.rnn(y)


class Blind(tf.keras.layers.Layer):
    def __init__(self, units, **more):
        super().__init__(**more)
        self.rnn = layers.LSTM(units)

    def call(self, y):
        return self.rnn(y)


class Keeps(tf.keras.Model):
    def __init__(self):
        super().__init__(name="keeps")
        self.encoder = layers.LSTM(6, return_state=True, name="own_enc")
        self.decoder = layers.LSTM(6, name="own_dec")
        self.outer, self.inner = Encoder(7, name="outer"), Decoder(7, name="inner")
        self.lone, self.blind = Encoder(8, name="lone"), Blind(8, name="blind")
        self.head = layers.Dense(1)

    def call(self, inputs):
        x, y = inputs
        self.out, self.h, self.c = self.encoder(x)
        a = self.decoder(y)
        outer = self.outer(x)
        b = self.inner(y, outer[1:])
        alone, lone_h, lone_c = self.lone(x)
        c = self.blind(y)
        return self.head(tf.concat([a, b, c], 1))


model = Keeps()
model.compile("sgd", "mse")
xs = tf.random.normal([8, 3, 2]), tf.random.normal([8, 4, 2])
model.fit(xs, tf.random.normal([8, 1]), epochs=1, verbose=0)
"""


def test_attributes_and_parameters_are_names_as_well(tmp_path: Path) -> None:
    findings = found(analysed(tmp_path, HEAD + SUBCLASS).report)
    assert len(findings) == 3
    told = {f["location"]["code"] + f["location"]["file"]: f for f in findings.values()}
    by_line = sorted(findings.values(), key=lambda f: f["location"]["line"])
    assert [f["suggestion"] for f in by_line] == [
        "self.rnn(y, initial_state=states)",
        None,
        "self.decoder(y, initial_state=[self.h, self.c])",
    ]
    assert all(f["restores"] == f["variables"] for f in findings.values())
    assert told
