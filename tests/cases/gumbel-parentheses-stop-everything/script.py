# Learned feature selection with hard Gumbel-softmax samples
import tensorflow as tf
from tensorflow.keras import layers

N_FEATURES, N_SLOTS = 12, 3

selector = tf.keras.Sequential([
    tf.keras.Input((N_FEATURES,)),
    layers.Dense(16, activation="relu", name="s1"),
    layers.Dense(N_SLOTS * N_FEATURES, name="s2"),
    layers.Reshape((N_SLOTS, N_FEATURES), name="s3"),
], name="selector")
predictor = tf.keras.Sequential([
    tf.keras.Input((N_SLOTS,)),
    layers.Dense(8, activation="relu", name="p1"),
    layers.Dense(1, name="p2"),
], name="predictor")


def gumbel_softmax(logits, tau, hard=True):
    u = tf.random.uniform(tf.shape(logits), 1e-6, 1.0 - 1e-6)
    soft = tf.nn.softmax((logits - tf.math.log(-tf.math.log(u))) / tau)
    if not hard:
        return soft
    index = tf.argmax(soft, axis=-1)
    onehot = tf.one_hot(index, soft.shape[-1])
    return tf.stop_gradient(onehot - soft + soft)


optimizer = tf.keras.optimizers.Adam(1e-3)
tau = tf.Variable(2.0, trainable=False, name="tau")


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        choice = gumbel_softmax(selector(x), tau)
        picked = tf.einsum("bsf,bf->bs", choice, x)
        mse = tf.reduce_mean(tf.square(predictor(picked) - y))
    variables = selector.trainable_variables + predictor.trainable_variables
    grads = tape.gradient(mse, variables)
    optimizer.apply_gradients(zip(grads, variables))
    tau.assign(tf.maximum(0.5, tau * 0.99))
    return mse


for step in range(6):
    x = tf.random.normal([32, N_FEATURES])
    y = x[:, :1] * x[:, 3:4]
    print(step, "mse", float(train_step(x, y)), "tau", float(tau))
