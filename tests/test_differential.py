"""Whole models against TensorFlow's own answer: None, always zero, or a gradient.

The sample in the default run is small; `-m slow` adds the large networks and the layers of `tf_keras`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from tests.laboratory import Laboratory, laboratory

pytestmark = pytest.mark.tf

STEP = """

@tf.function
def step(inputs, w):
    with tf.GradientTape() as tape:
        outputs = [t for t in tf.nest.flatten(model(inputs, training=True)) if t.dtype.is_floating]
        loss = tf.add_n([tf.reduce_sum(tf.cast(t, tf.float32) * tf.random.stateless_normal(tf.shape(t), [w, n]))
                         for n, t in enumerate(outputs)])
    weights = model.trainable_variables
    for v, g in zip(weights, tape.gradient(loss, weights)):
        if g is not None:
            v.assign_sub(tf.cast(tf.convert_to_tensor(g), v.dtype) * 0.001)


def again():
    step(draw(), tf.constant(rng.integers(1000), tf.int32))


again()
"""
HEAD = """import numpy as np
import tensorflow as tf
import {library} as keras

rng = np.random.default_rng(0)


def normal(*shape):
    return tf.constant(rng.normal(size=shape), tf.float32)


"""
INPUTS = {
    "sequence": ("keras.Input([4, 3])", "normal(2, 4, 3)"),
    "vector": ("keras.Input([6])", "normal(2, 6)"),
    "image": ("keras.Input([8, 8, 2])", "normal(2, 8, 8, 2)"),
    "volume": ("keras.Input([4, 4, 4, 2])", "normal(2, 4, 4, 4, 2)"),
    "line of images": ("keras.Input([3, 8, 8, 2])", "normal(2, 3, 8, 8, 2)"),
    "line of volumes": ("keras.Input([3, 4, 4, 4, 2])", "normal(2, 3, 4, 4, 4, 2)"),
    "line of lines": ("keras.Input([3, 6, 2])", "normal(2, 3, 6, 2)"),
    "numbers": ("keras.Input([4], dtype='int32')", "tf.constant(rng.integers(0, 5, size=[2, 4]), tf.int32)"),
}
KNOWN = {  # layers whose arguments cannot be guessed: (arguments, input); an empty input: tried elsewhere
    "Bidirectional": ("keras.layers.LSTM(3)", "sequence"),
    "TimeDistributed": ("keras.layers.Dense(3)", "sequence"),
    "RNN": ("keras.layers.LSTMCell(3)", "sequence"),
    "StackedRNNCells": ("", ""),
    "SpectralNormalization": ("keras.layers.Dense(3)", "vector"),
    "EinsumDense": ("'abc,cd->abd', output_shape=(None, 5)", "sequence"),
    "Embedding": ("5, 3", "numbers"),
    "MultiHeadAttention": ("2, 3", "sequence"),
    "GroupQueryAttention": ("4, 2, 2", "sequence"),
    "GroupedQueryAttention": ("4, 2, 2", "sequence"),
    "Attention": ("use_scale=True", "sequence"),
    "AdditiveAttention": ("", "sequence"),
    "ReversibleEmbedding": ("5, 3", "numbers"),
}
ARGUMENTS = ("", "3", "3, 2", "2")
TWICE = ("MultiHeadAttention", "GroupQueryAttention", "GroupedQueryAttention")
LISTS = ("Attention", "AdditiveAttention")

ENUMERATE = """
import inspect, json, sys
import {library} as keras

found = [n for n in dir(keras.layers) if inspect.isclass(getattr(keras.layers, n))
         and issubclass(getattr(keras.layers, n), keras.layers.Layer)]
"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laboratory]:
    with laboratory(tmp_path_factory.mktemp("models")) as found:
        yield found


def script(build: str, draw: str, library: str = "keras") -> str:
    """A script that trains `model`, which `build` makes, on what `draw` gives."""
    return HEAD.format(library=library) + f"def draw():\n    return {draw}\n\n\n{build}\n{STEP}"


def agree(lab: Laboratory, source: str, turns: int = 4) -> int:
    """Assert that all verdicts on a script are TensorFlow's, and return how many there were."""
    found = lab.run(source, turns)
    assert not found.broken_script, found.answer.get("truth_error")
    assert found.failure is None, f"{source}\n{found.failure}"
    different = found.disagreements()
    assert not different, "\n".join([source, *map(str, different)])
    return found.counted()


# -- every layer with weights ------------------------------------------------------------------------------------------


def wired(name: str, given: str) -> str:
    """The call of a layer."""
    if name in TWICE:
        return f"{given}, {given}"
    return f"[{given}, {given}]" if name in LISTS else given


def candidates(name: str) -> Iterator[str]:
    """Scripts that may build a small model around a layer class."""
    known = KNOWN.get(name)
    pairs = [known] if known is not None else list(itertools.product(ARGUMENTS, INPUTS))
    for arguments, kind in pairs:
        if kind:
            symbol, draw = INPUTS[kind]
            build = f"layer = keras.layers.{name}({arguments})\ninputs = {symbol}\n"
            build += f"model = keras.Model(inputs, layer({wired(name, 'inputs')}))"
            yield build + "\0" + draw


CHOOSE = """
import json, sys
import {library} as keras
import inspect
rows = json.load(sys.stdin)
chosen = {{}}
for name, options in rows.items():
    if not hasattr(keras.layers, name):
        continue
    for option in options:
        names = {{"keras": keras}}
        try:
            exec(option.split(chr(0))[0], names)
        except Exception:
            continue
        if names["model"].trainable_variables:
            chosen[name] = option
            break
        weightless = names["model"]
        chosen.setdefault(name, None)
print(json.dumps(chosen))
"""


def layer_classes(library: str) -> dict[str, str | None]:
    """For every public layer class a model that holds it; None where it has no weights, absent where none was found."""
    import json
    import subprocess
    import sys

    def run(code: str, given: str = "") -> str:
        done = subprocess.run(
            [sys.executable, "-c", code], input=given, capture_output=True, text=True, check=True
        )
        return done.stdout.strip().splitlines()[-1]

    names = json.loads(run(ENUMERATE.format(library=library) + "print(json.dumps(found))"))
    rows = {name: list(candidates(name)) for name in names}
    chosen: dict[str, str | None] = json.loads(run(CHOOSE.format(library=library), json.dumps(rows)))
    return chosen


def every_layer(lab: Laboratory, library: str) -> dict[str, int]:
    counted = {}
    failures = []
    for name, option in sorted(layer_classes(library).items()):
        if option is None:
            continue
        build, draw = option.split("\0")
        try:
            counted[name] = agree(lab, script(build, draw, library))
        except AssertionError as problem:
            failures.append(f"{name}: {problem}")
    assert not failures, "\n\n".join(failures)
    return counted


@pytest.mark.slow
@pytest.mark.parametrize(("library", "least"), [("keras", 25), ("tf_keras", 25)])
def test_every_layer_with_weights(lab: Laboratory, library: str, least: int) -> None:
    counted = every_layer(lab, library)
    print(f"{library}: {len(counted)} layer classes, {sum(counted.values())} verdicts agree")
    assert len(counted) >= least, sorted(counted)


# -- recurrent layers --------------------------------------------------------------------------------------------------

RECURRENT = [
    (kind, options)
    for kind in ("LSTM", "GRU", "SimpleRNN")
    for options in (
        "", "unroll=True", "return_sequences=True", "return_state=True", "go_backwards=True", "masked", "stateful=True",
        "return_sequences=True, return_state=True", "bidirectional", "bidirectional return_sequences=True", "one step",
        "bidirectional return_state=True", "mixed_float16", "states dropped", "twice",
    )
]  # fmt: skip
SAMPLE = ("", "unroll=True", "one step", "bidirectional return_state=True", "states dropped")


def recurrent(kind: str, options: str) -> str:
    steps = 1 if options == "one step" else 4
    plain = options.replace("bidirectional", "").strip()
    given = "" if plain in ("masked", "one step", "mixed_float16", "states dropped", "twice") else plain
    lines = ["keras.mixed_precision.set_global_policy('mixed_float16')"] if options == "mixed_float16" else []
    lines.append(f"inputs = keras.Input([{steps}, 3], batch_size=2)")
    lines.append("h = keras.layers.Masking()(inputs)" if options == "masked" else "h = inputs")
    if options == "states dropped":
        given = "return_sequences=True, return_state=True"
    if options == "twice":
        lines.append(f"h = keras.layers.{kind}(3, return_sequences=True)(h)")
    layer = f"keras.layers.{kind}(3{', ' if given else ''}{given})"
    lines.append(
        f"layer = keras.layers.Bidirectional({layer})"
        if options.startswith("bidirectional")
        else f"layer = {layer}"
    )
    lines.append("made = layer(h)" + ("[1]" if options == "states dropped" else ""))
    lines.append("model = keras.Model(inputs, made)")
    if options == "mixed_float16":
        lines.append("keras.mixed_precision.set_global_policy('float32')")
    return script("\n".join(lines), f"normal(2, {steps}, 3)")


@pytest.mark.parametrize(("kind", "options"), [r for r in RECURRENT if r[0] == "LSTM" and r[1] in SAMPLE])
def test_a_sample_of_recurrent_layers(lab: Laboratory, kind: str, options: str) -> None:
    assert agree(lab, recurrent(kind, options)) >= 3


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "options"), [r for r in RECURRENT if r[0] != "LSTM" or r[1] not in SAMPLE])
def test_recurrent_layers(lab: Laboratory, kind: str, options: str) -> None:
    assert agree(lab, recurrent(kind, options)) >= 3


# -- keras.applications ------------------------------------------------------------------------------------------------

LARGE = [
    "ResNet50",
    "EfficientNetB0",
    "DenseNet121",
    "NASNetMobile",
    "EfficientNetV2B0",
    "Xception",
    "InceptionV3",
    "ConvNeXtTiny",
]


def application(name: str, size: int) -> str:
    build = f"model = keras.applications.{name}(weights=None, input_shape=({size}, {size}, 3), classes=5)"
    return script(build, f"normal(2, {size}, {size}, 3)")


def test_mobilenet(lab: Laboratory) -> None:
    assert agree(lab, application("MobileNetV2", 32), turns=2) > 100


@pytest.mark.slow
@pytest.mark.parametrize("name", LARGE)
def test_large_networks(lab: Laboratory, name: str) -> None:
    size = 75 if name in ("Xception", "InceptionV3") else 32
    assert agree(lab, application(name, size), turns=2) > 100
