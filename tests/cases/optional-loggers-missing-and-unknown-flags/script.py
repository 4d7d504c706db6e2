"""Runs on the cluster, on Colab and on my laptop, hence all the ifs below."""
import argparse
import os
import sys

import numpy as np
import tensorflow as tf

try:
    import wandb_core_not_installed as wandb
except ImportError:
    wandb = None

try:
    from tqdm_for_our_cluster import trange
except ModuleNotFoundError:
    def trange(n, **_):
        return range(n)

try:
    import horovod_private.keras as hvd
    hvd.init()
    RANK, WORLD = hvd.rank(), hvd.size()
except Exception:
    RANK, WORLD = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))

parser = argparse.ArgumentParser()
parser.add_argument("--units", type=int, default=12)
parser.add_argument("--steps", type=int, default=6)
args, unknown = parser.parse_known_args()
if unknown:
    print("ignored:", unknown, file=sys.stderr)

gpus = tf.config.list_physical_devices("GPU")
for gpu in gpus:
    tf.config.experimental.set_memory_growth(gpu, True)
if not gpus:
    print("no GPU, this will be slow")
    args.steps = min(args.steps, 4)

try:
    answer = input("experiment name? ") if sys.stdin and sys.stdin.isatty() else ""
except EOFError:
    answer = ""
run_name = answer.strip() or "unnamed-%d-of-%d" % (RANK, WORLD)


class NullRun:
    def log(self, values, step=None):
        print(run_name, step, {k: round(float(v), 4) for k, v in values.items()})


run = wandb.init(name=run_name) if wandb else NullRun()

with tf.device("/GPU:0" if gpus else "/CPU:0"):
    gate = tf.keras.layers.Dense(args.units, activation="sigmoid", name="gate")
    value = tf.keras.layers.Dense(args.units, name="value")
    out = tf.keras.layers.Dense(1, name="out")
layers = [gate, value, out]
opt = tf.keras.optimizers.Lion(1e-3)


@tf.function
def step(x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.keras.losses.huber(y, out(gate(x) * value(x))))
    params = [w for layer in layers for w in layer.trainable_weights]
    grads = tape.gradient(loss, params)
    if WORLD > 1:
        grads = [hvd.allreduce(g) for g in grads]
    opt.apply_gradients(zip(grads, params))
    return loss


for i in trange(args.steps, desc="train"):
    x = np.random.randn(16, 5).astype("float32")
    loss = step(tf.constant(x), tf.constant(np.abs(x).sum(1, keepdims=True)))
    if RANK == 0:
        run.log({"loss": loss}, step=i)
