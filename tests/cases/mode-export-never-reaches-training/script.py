"""One entry point for everything: train, evaluate, export.

    python script.py --mode train
    python script.py --mode export --out /tmp/model
"""
import argparse
import sys

import numpy as np
import tensorflow as tf


def build():
    inp = tf.keras.Input((10, 2), name="signal")
    h = tf.keras.layers.Conv1D(6, 3, activation="relu", name="c1")(inp)
    h = tf.keras.layers.GlobalAveragePooling1D(name="gap")(h)
    return tf.keras.Model(inp, tf.keras.layers.Dense(1, name="rul")(h), name="remaining_life")


def data(n=32):
    x = np.random.randn(n, 10, 2).astype(np.float32)
    return x, x.mean(axis=(1, 2))[:, None]


def train(model, args):
    model.compile(tf.keras.optimizers.Adam(args.lr), "mse")
    model.fit(*data(), epochs=args.epochs, verbose=2)


def evaluate(model, args):
    x, y = data(16)
    pred = model(x)
    print("rmse %.4f" % float(tf.sqrt(tf.reduce_mean((pred - y) ** 2))))


def export(model, args):
    @tf.function(input_signature=[tf.TensorSpec([None, 10, 2], tf.float32)])
    def serve(signal):
        return {"rul": model(signal, training=False)}

    concrete = serve.get_concrete_function()
    print("serving signature:", concrete.structured_outputs)


MODES = {f.__name__: f for f in (train, evaluate, export)}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mode", choices=MODES, default="train")
    parser.add_argument("--lr", type=float, default=1e-3)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--out")
    args = parser.parse_args()
    MODES[args.mode](build(), args)
    sys.exit(0)
