#!/usr/bin/env python
"""Memory-saving residual MLP: activations of each block are recomputed in the backward pass."""
import argparse
import sys

import tensorflow as tf


def parse(argv):
    p = argparse.ArgumentParser()
    p.add_argument("--units", type=int, default=0, help="must be given")
    p.add_argument("--blocks", type=int, default=3)
    p.add_argument("--checkpointing", action="store_true")
    p.add_argument("--steps", type=int, default=4)
    ns = p.parse_args(argv)
    if ns.units <= 0:
        p.error("--units must be positive")
    return ns


class Block(tf.Module):
    def __init__(self, units, name):
        super().__init__(name=name)
        with self.name_scope:
            self.up = tf.Variable(tf.random.normal([units, 2 * units], stddev=0.1), name="up")
            # zero init: each block starts as the identity (ReZero / Fixup)
            self.down = tf.Variable(tf.zeros([2 * units, units]), name="down")
            self.gate = tf.Variable(0.0, name="gate")

    def __call__(self, x):
        return x + self.gate * (tf.nn.gelu(x @ self.up) @ self.down) + self.gate * x


def main(argv=None):
    args = parse(argv)
    stem = tf.Variable(tf.random.normal([4, args.units], stddev=0.5), name="stem")
    head = tf.Variable(tf.random.normal([args.units, 1], stddev=0.5), name="head")
    blocks = [Block(args.units, f"block_{i}") for i in range(args.blocks)]
    calls = [tf.recompute_grad(b) if args.checkpointing else b for b in blocks]
    params = [stem, *(v for b in blocks for v in b.trainable_variables), head]
    optimizer = tf.keras.optimizers.AdamW(1e-2, weight_decay=1e-4)

    @tf.function
    def train_step(x, y):
        with tf.GradientTape() as tape:
            h = x @ stem
            for call in calls:
                h = call(h)
            loss = tf.reduce_mean(tf.math.abs(h @ head - y))
        grads = tape.gradient(loss, params)
        optimizer.apply_gradients(zip(grads, params))
        return loss

    for step in range(args.steps):
        x = tf.random.normal([32, 4])
        loss = train_step(x, tf.reduce_sum(x, 1, keepdims=True))
        print(f"step {step} loss {loss.numpy():.4f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
