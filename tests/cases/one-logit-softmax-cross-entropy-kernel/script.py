# churn baseline, quick and dirty
import numpy as np
import tensorflow as tf

N, D, H = 120, 8, 6
rng = np.random.default_rng(2)
X = rng.normal(size=(N, D)).astype(np.float32)
Y = (X[:, :1] + 0.3 * rng.normal(size=(N, 1)) > 0).astype(np.float32)

weights = {
    "hidden": tf.Variable(tf.random.normal([D, H], stddev=0.3), name="hidden_w"),
    "out": tf.Variable(tf.random.normal([H, 1], stddev=0.3), name="out_w"),
}
biases = {
    "hidden": tf.Variable(tf.zeros([H]), name="hidden_b"),
    "out": tf.Variable(tf.zeros([1]), name="out_b"),
}


def network(x):
    layer = tf.nn.sigmoid(tf.add(tf.matmul(x, weights["hidden"]), biases["hidden"]))
    return tf.add(tf.matmul(layer, weights["out"]), biases["out"])


def cost(x, y):
    return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=network(x)))


optimizer = tf.keras.optimizers.Adagrad(learning_rate=0.05)
trainable = list(weights.values()) + list(biases.values())

for epoch in range(4):
    order = rng.permutation(N)
    for start in range(0, N, 40):
        idx = order[start:start + 40]
        with tf.GradientTape() as tape:
            c = cost(X[idx], Y[idx])
        grads = tape.gradient(c, trainable)
        optimizer.apply_gradients(zip(grads, trainable))
    correct = np.mean((network(X).numpy() > 0) == (Y > 0.5))
    print(f"Epoch {epoch:02d} cost={float(c):.5f} acc={correct:.2f}")
