import numpy as np
import tensorflow as tf

MICRO, ACCUM = 8, 4

w_in = tf.Variable(tf.random.normal([6, 12], stddev=0.4), name="w_in")
b_in = tf.Variable(tf.zeros([12]), name="b_in")
w_out = tf.Variable(tf.random.normal([12, 1], stddev=0.4), name="w_out")
b_out = tf.Variable(tf.zeros([1]), name="b_out")
params = [w_in, b_in, w_out, b_out]
opt = tf.keras.optimizers.Adam(1e-2)


def predict(x):
    return tf.matmul(tf.nn.softplus(tf.matmul(x, w_in) + b_in), w_out) + b_out


@tf.function
def train_step(x, y):
    """One big batch, cut in ACCUM micro batches to save memory."""
    totals = [tf.zeros_like(p) for p in params]
    mean_loss = 0.0
    for xs, ys in zip(tf.split(x, ACCUM), tf.split(y, ACCUM)):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(predict(xs) - ys))
        grads = tape.gradient(loss, params)
        for total, g in zip(totals, grads):
            total = total + g / ACCUM
        mean_loss += loss / ACCUM
    opt.apply_gradients(zip(totals, params))
    return mean_loss


rng = np.random.default_rng(0)
features = rng.normal(size=(MICRO * ACCUM * 3, 6)).astype("float32")
price = (features @ rng.normal(size=(6, 1))).astype("float32")
batches = tf.data.Dataset.from_tensor_slices((features, price)).batch(MICRO * ACCUM)

for epoch in range(4):
    for x, y in batches:
        loss = train_step(x, y)
    print("epoch", epoch, "loss", loss.numpy())
