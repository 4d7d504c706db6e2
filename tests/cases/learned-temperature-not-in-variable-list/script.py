# supervised contrastive pre-training, plain python loop with checkpointing of the best encoder
import tempfile, os
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers


def encoder_fn(dim=12):
    return keras.Sequential([
        keras.Input((28, 4)),
        layers.Conv1D(8, 5, activation="relu", name="k5"),
        layers.MaxPooling1D(2),
        layers.Bidirectional(layers.SimpleRNN(10, name="rnn"), merge_mode="sum", name="bi"),
        layers.Dense(dim, name="emb"),
    ], name="encoder")


class SupCon(layers.Layer):
    def __init__(self, init=0.1, **kwargs):
        super().__init__(**kwargs)
        self.log_tau = self.add_weight(shape=(), initializer=keras.initializers.Constant(np.log(init)), name="log_tau")

    def call(self, z, labels):
        z = tf.math.l2_normalize(z, axis=-1)
        sim = tf.matmul(z, z, transpose_b=True) / tf.exp(self.log_tau)
        n = tf.shape(z)[0]
        sim = sim - 1e9 * tf.eye(n)
        same = tf.cast(labels[:, None] == labels[None, :], tf.float32) - tf.eye(n)
        logp = sim - tf.reduce_logsumexp(sim, axis=1, keepdims=True)
        pos = tf.maximum(tf.reduce_sum(same, axis=1), 1.0)
        return -tf.reduce_mean(tf.reduce_sum(same * logp, axis=1) / pos)


encoder, criterion = encoder_fn(), SupCon(name="supcon")
optimizer = keras.optimizers.Adam(1e-3)


@tf.function(reduce_retracing=True)
def step(x, y):
    with tf.GradientTape() as tape:
        loss = criterion(encoder(x, training=True), y)
    grads = tape.gradient(loss, encoder.trainable_variables)
    optimizer.apply_gradients(zip(grads, encoder.trainable_variables))
    return loss


x = np.random.randn(96, 28, 4).astype("float32")
y = np.random.randint(0, 4, 96)
ds = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(96).batch(24)
best = float("inf")
for epoch in range(3):
    losses = [float(step(bx, by)) for bx, by in ds]
    mean = float(np.mean(losses))
    if mean < best:
        best = mean
        encoder.save_weights(os.path.join(tempfile.gettempdir(), "supcon_best.weights.h5"))
    print(f"epoch {epoch} loss {mean:.4f} tau {float(tf.exp(criterion.log_tau)):.3f}")
