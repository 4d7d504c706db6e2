# Three regression targets of a battery test bench, one small net, eager loop.
import numpy as np
import tensorflow as tf

TARGETS = ["voltage", "temperature", "ageing"]
WEIGHT = tf.constant([1.0, 0.5, 0.25])


def make_net():
    inp = tf.keras.Input((7,), name="bench")
    h = tf.keras.layers.Dense(20, activation="selu", kernel_initializer="lecun_normal", name="shared")(inp)
    outs = {t: tf.keras.layers.Dense(1, name=t)(h) for t in TARGETS}
    return tf.keras.Model(inp, outs)


def total_loss(pred, truth):
    per_target = np.array([tf.reduce_mean(tf.square(pred[t] - truth[t])) for t in TARGETS])
    # soft clipping, one outlier target should not take over
    return tf.reduce_sum(WEIGHT * tf.math.log1p(per_target)), per_target


def l2(net, strength=1e-3):
    return strength * tf.add_n([tf.nn.l2_loss(w) for w in net.trainable_weights if "shared/kernel" in w.path])


rng = np.random.default_rng(6)
x = rng.normal(size=(90, 7)).astype("float32")
truth = {t: (x[:, i:i + 1] * (i + 1) + 0.05 * rng.normal(size=(90, 1))).astype("float32") for i, t in enumerate(TARGETS)}

net = make_net()
optimizer = tf.keras.optimizers.SGD(0.01, momentum=0.9)
log = {t: [] for t in TARGETS}
for epoch in range(5):
    with tf.GradientTape() as tape:
        data_loss, parts = total_loss(net(x, training=True), truth)
        loss = data_loss + l2(net)
    grads = tape.gradient(loss, net.trainable_weights)
    optimizer.apply_gradients((g, w) for g, w in zip(grads, net.trainable_weights) if g is not None)
    for t, value in zip(TARGETS, parts):
        log[t].append(float(value))
    print("epoch", epoch, {t: round(v[-1], 4) for t, v in log.items()})
