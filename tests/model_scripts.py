"""Scripts that train one whole model each: layers, recurrent layers, cells, networks, backbones."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from collections.abc import Iterator

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


def script(build: str, draw: str, library: str = "keras") -> str:
    """A script that trains `model`, which `build` makes, on what `draw` gives."""
    return HEAD.format(library=library) + f"def draw():\n    return {draw}\n\n\n{build}\n{STEP}"


def answered(code: str, given: str = "") -> str:
    """The last line that a process of its own prints, in which a library can be asked what it has."""
    done = subprocess.run(
        [sys.executable, "-c", code], input=given, capture_output=True, text=True, check=True
    )
    return done.stdout.strip().splitlines()[-1]


# -- every layer with weights ------------------------------------------------------------------------------------------

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
import inspect, json
import {library} as keras

print(json.dumps([n for n in dir(keras.layers) if inspect.isclass(getattr(keras.layers, n))
                  and issubclass(getattr(keras.layers, n), keras.layers.Layer)]))
"""
CHOOSE = """
import json, sys
import {library} as keras

chosen = {{}}
for name, options in json.load(sys.stdin).items():
    for option in options:
        names = {{"keras": keras}}
        try:
            exec(option.split(chr(0))[0], names)
        except Exception:
            continue
        if names["model"].trainable_variables:
            chosen[name] = option
            break
        chosen.setdefault(name, None)
print(json.dumps(chosen))
"""


def wired(name: str, given: str) -> str:
    """What a layer is called with."""
    if name in TWICE:
        return f"{given}, {given}"
    return f"[{given}, {given}]" if name in LISTS else given


def candidates(name: str) -> Iterator[str]:
    """Models that hold a layer class, and what they are trained on: some of them may build."""
    known = KNOWN.get(name)
    pairs = [known] if known is not None else list(itertools.product(ARGUMENTS, INPUTS))
    for arguments, kind in pairs:
        if kind:
            symbol, draw = INPUTS[kind]
            build = f"layer = keras.layers.{name}({arguments})\ninputs = {symbol}\n"
            build += f"model = keras.Model(inputs, layer({wired(name, 'inputs')}))"
            yield build + "\0" + draw


def layer_scripts(library: str) -> dict[str, str]:
    """For every public layer class that has weights a script that trains it."""
    names = json.loads(answered(ENUMERATE.format(library=library)))
    rows = {name: list(candidates(name)) for name in names}
    chosen: dict[str, str | None] = json.loads(answered(CHOOSE.format(library=library), json.dumps(rows)))
    found = {}
    for name, option in sorted(chosen.items()):
        if option is not None:
            build, draw = option.split("\0")
            found[name] = script(build, draw, library)
    return found


# -- recurrent layers and cells ----------------------------------------------------------------------------------------

KINDS = ("LSTM", "GRU", "SimpleRNN")
OPTIONS = (
    "", "unroll=True", "return_sequences=True", "return_state=True", "go_backwards=True", "masked", "stateful=True",
    "return_sequences=True, return_state=True", "bidirectional", "bidirectional return_sequences=True", "one step",
    "bidirectional return_state=True", "mixed_float16", "states dropped", "twice", "masked unroll=True", "dropout=0.3",
    "recurrent_dropout=0.3", "stateful=True, unroll=True", "bidirectional merge_mode='sum'", "use_bias=False",
)  # fmt: skip
WORDS = (
    "masked",
    "one step",
    "mixed_float16",
    "states dropped",
    "twice",
    "bidirectional",
    "merge_mode='sum'",
)


def recurrent(kind: str, options: str, library: str = "keras") -> str:
    """A script around one recurrent layer; `options` are its arguments, or what is done around it."""
    given = options
    for word in WORDS:
        given = given.replace(word, "").strip()
    steps = 1 if options == "one step" else 4
    mixed = options == "mixed_float16"
    lines = ["keras.mixed_precision.set_global_policy('mixed_float16')"] if mixed else []
    lines.append(f"inputs = keras.Input([{steps}, 3], batch_size=2)")
    lines.append("h = keras.layers.Masking()(inputs)" if "masked" in options else "h = inputs")
    if options == "states dropped":
        given = "return_sequences=True, return_state=True"
    if options == "twice":
        lines.append(f"h = keras.layers.{kind}(3, return_sequences=True)(h)")
    layer = f"keras.layers.{kind}(3{', ' if given else ''}{given})"
    if options.startswith("bidirectional"):
        layer = f"keras.layers.Bidirectional({layer}{', merge_mode=' + repr('sum') if 'merge' in options else ''})"
    lines.append(f"made = {layer}(h)" + ("[1]" if options == "states dropped" else ""))
    lines.append("model = keras.Model(inputs, made)")
    if mixed:
        lines.append("keras.mixed_precision.set_global_policy('float32')")
    return script("\n".join(lines), f"normal(2, {steps}, 3)", library)


CELLS = {
    "LSTMCell": "keras.layers.RNN(keras.layers.LSTMCell(3))",
    "GRUCell": "keras.layers.RNN(keras.layers.GRUCell(3, reset_after=False), return_state=True)",
    "SimpleRNNCell": "keras.layers.RNN(keras.layers.SimpleRNNCell(3), unroll=True)",
    "a list of cells": "keras.layers.RNN([keras.layers.LSTMCell(3), keras.layers.GRUCell(2)], return_sequences=True)",
    "StackedRNNCells": "keras.layers.RNN(keras.layers.StackedRNNCells([keras.layers.GRUCell(n) for n in (3, 2)]))",
    "stacked states": "keras.layers.RNN([keras.layers.LSTMCell(3), keras.layers.LSTMCell(2)], return_state=True)",
    "cells both ways": "keras.layers.Bidirectional(keras.layers.RNN(keras.layers.LSTMCell(3)))",
    "LSTMCell alone": "(lambda h: keras.layers.LSTMCell(3)(h[:, 0], [h[:, 1], h[:, 2]])[0])",
    "GRUCell alone": "(lambda h: keras.layers.GRUCell(3)(h[:, 0], [h[:, 1]])[0])",
    "a cell's state": "(lambda h: keras.layers.LSTMCell(3)(h[:, 0], [h[:, 1], h[:, 2]])[1][1])",
}  # fmt: skip
CONVOLVED = (
    "keras.layers.ConvLSTM1D(2, 2)", "keras.layers.ConvLSTM1D(2, 2, return_sequences=True)",
    "keras.layers.ConvLSTM1D(2, 2, return_state=True)",
    "keras.layers.ConvLSTM1D(2, 2, go_backwards=True, use_bias=False)",
    "keras.layers.Bidirectional(keras.layers.ConvLSTM1D(2, 2))", "keras.layers.ConvLSTM1D(2, 2, recurrent_dropout=0.2)",
)  # fmt: skip


def around(layer: str, shape: tuple[int, ...], library: str = "keras") -> str:
    """A script that trains one layer, given as an expression."""
    build = f"inputs = keras.Input({list(shape)})\nmodel = keras.Model(inputs, {layer}(inputs))"
    return script(build, f"normal(2, {', '.join(map(str, shape))})", library)


# -- networks ----------------------------------------------------------------------------------------------------------


def application(name: str, library: str = "keras") -> str:
    """A network of keras.applications at about the smallest size that it takes.

    Three pictures, not two: at 1 x 1 pixels, batch normalization subtracts the mean of two values, and what their
    gradients add up to is zero to the last bit. That is true of these numbers only, and no fact of the graph.
    """
    size = 75 if name in ("Xception", "InceptionV3", "InceptionResNetV2") else 32
    build = f"model = keras.applications.{name}(weights=None, input_shape=({size}, {size}, 3), classes=5)"
    return script(build, f"normal(3, {size}, {size}, 3)", library)


def application_names(library: str) -> list[str]:
    """All networks of keras.applications, by asking it."""
    code = f"import json, {library} as keras\nprint(json.dumps([n for n in dir(keras.applications) if n[0].isupper()]))"
    return list(json.loads(answered(code)))


SIZES = {
    "vocabulary_size": 20, "vocab_size": 20, "num_layers": 2, "num_heads": 2, "num_attention_heads": 2, "hidden_dim": 8,
    "intermediate_dim": 12, "embedding_dim": 8, "num_query_heads": 2, "num_key_value_heads": 1, "head_dim": 4,
    "max_sequence_length": 16, "num_experts": 3, "moe_intermediate_dim": 6, "shared_expert_intermediate_dim": 6,
    "shared_expert_intermediate_size": 6, "head_size": 4, "num_layers_enc": 2, "num_layers_dec": 2, "mlp_dim": 12,
    "hidden_size": 8, "patch_size": 8, "image_shape": (32, 32, 3), "embed_dim": 8, "depths": [1, 1], "window_size": 2,
    "stackwise_num_repeats": [1, 2], "stackwise_num_filters": [4, 8], "encoder_num_layers": 2, "decoder_num_layers": 2,
    "filter_dim": 8, "encoder_num_heads": 2, "decoder_num_heads": 2, "input_conv_filters": [4],
    "input_conv_kernel_sizes": [3], "stackwise_num_blocks": [1, 1], "stackwise_num_strides": [1, 2],
    "block_type": "basic_block", "global_attention_layer_indices": [1], "attention_bias": False,
    "attention_dropout": 0.0, "rope_layer_enabled_list": [True, True], "layer_types": ["full_attention"] * 2,
    "mlp_bias": False, "layer_norm_epsilon": 1e-5, "max_position_embeddings": 16, "rope_theta": 10000.0,
    "partial_rotary_factor": 1.0, "stackwise_conv_filters": [[4, 4], [6, 6]], "stackwise_pooling": [True, False],
    "encoder_hidden_dim": 8, "encoder_intermediate_dim": 12, "encoder_num_attention_heads": 2, "top_k": 2,
    "encoder_num_key_value_heads": 1, "encoder_head_dim": 4, "encoder_layer_types": ["full_attention"] * 2,
    "decoder_hidden_dim": 8, "decoder_intermediate_dim": 12, "decoder_num_attention_heads": 2, "image_size": 32,
    "decoder_num_key_value_heads": 1, "decoder_head_dim": 4, "decoder_layer_types": ["full_attention"] * 2,
    "vit_patch_size": 8, "vit_num_heads": 2, "vit_hidden_dim": 8, "vit_num_layers": 1, "vit_intermediate_dim": 12,
}  # fmt: skip
"""Small values for the arguments that a backbone asks for."""
BACKBONES = """
import inspect, json, sys
import keras_hub

sizes, built = json.load(sys.stdin), {}
for name in dir(keras_hub.models):
    if not name.endswith("Backbone"):
        continue
    known = inspect.signature(getattr(keras_hub.models, name).__init__).parameters.values()
    asked = [p.name for p in known if p.default is p.empty and p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)]
    given = {n: sizes[n] for n in [*asked, "image_shape"] if n in sizes and n in {p.name for p in known}}
    if set(asked) - {"self", "args"} != set(given) - ({"image_shape"} - set(asked)) or len(given) < 2:
        continue
    try:
        model = getattr(keras_hub.models, name)(**given)
        model.trainable_variables[0]
    except Exception:
        continue
    built[name] = given
print(json.dumps(built))
"""
DRAW = """{n: drawn(n, t) for n, t in model.input.items()} if isinstance(model.input, dict) else drawn("", model.input)


def drawn(name, like):
    shape = [size or (2, 6, 32)[min(axis, 2)] for axis, size in enumerate(like.shape)]
    if "mask" in name:
        return tf.ones(shape, like.dtype)
    if "int" in like.dtype:
        return tf.constant(rng.integers(0, 2, size=shape), like.dtype)
    return tf.constant(rng.normal(size=shape), like.dtype)"""


def backbone_scripts() -> dict[str, str]:
    """Every backbone of keras_hub that builds from `SIZES`."""
    found = json.loads(answered(BACKBONES, json.dumps(SIZES)))
    return {name: backbone(name, given) for name, given in found.items()}


def backbone(name: str, given: dict[str, object]) -> str:
    """A script that trains one backbone."""
    arguments = ", ".join(f"{key}={value!r}" for key, value in given.items())
    return script(f"import keras_hub\n\nmodel = keras_hub.models.{name}({arguments})", DRAW)
