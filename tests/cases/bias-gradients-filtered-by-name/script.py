import argparse
import tensorflow as tf

ap = argparse.ArgumentParser()
ap.add_argument("--decay", type=float, default=1e-4)
ap.add_argument("--steps", type=int, default=4)
cfg = ap.parse_args()

model = tf.keras.Sequential([
    tf.keras.Input((5,)),
    tf.keras.layers.Dense(9, activation="elu", name="d1"),
    tf.keras.layers.Dense(1, name="d2"),
], name="reg")
opt = tf.keras.optimizers.SGD(0.01)


def decayed(pairs):
    return [(g + cfg.decay * v, v) for g, v in pairs]


for step in range(cfg.steps):
    x = tf.random.normal([32, 5])
    y = tf.sin(tf.reduce_sum(x, axis=1, keepdims=True))
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.abs(model(x) - y))
    pairs = list(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
    kernels = [(g, v) for g, v in pairs if "kernel" in v.name]
    biases = [(g, v) for g, v in pairs if "kernel" not in v.name]
    opt.apply_gradients(decayed(kernels))
    print("step", step, "loss", loss.numpy(), "groups", len(kernels), len(biases))
