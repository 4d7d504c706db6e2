# R2D2 (Bertinetto et al. 2019): the base learner is a ridge regression, solved exactly, differentiated through
import numpy as np
import tensorflow as tf
from tensorflow import keras

WAYS, SHOTS, QUERIES = 3, 4, 5


class RidgeLearner(keras.Model):
    def __init__(self, dim=10):
        super().__init__(name="r2d2")
        self.embed = keras.Sequential([
            keras.layers.Dense(24, activation="relu", name="e1"),
            keras.layers.Dense(dim, activation="tanh", name="e2"),
        ], name="embed")

    def build(self, _):
        self.log_lambda = self.add_weight(name="log_lambda", shape=(), initializer="zeros")
        self.scale = self.add_weight(name="scale", shape=(), initializer="ones")
        self.shift = self.add_weight(name="shift", shape=(WAYS,), initializer="zeros")

    def call(self, episode):
        support, support_y, query = episode
        z = self.embed(support)
        y = tf.one_hot(support_y, WAYS)
        # Woodbury: n x n instead of d x d
        n = tf.shape(z)[0]
        gram = tf.matmul(z, z, transpose_b=True) + tf.exp(self.log_lambda) * tf.eye(n)
        alpha = tf.linalg.solve(gram, y)
        w = tf.matmul(z, alpha, transpose_a=True)
        return self.scale * tf.matmul(self.embed(query), w) + self.shift


def episode(rng):
    centres = rng.normal(size=(WAYS, 8))
    draw = lambda k: (np.concatenate([c + 0.5 * rng.normal(size=(k, 8)) for c in centres]).astype("float32"),
                      np.repeat(np.arange(WAYS), k).astype("int32"))
    return draw(SHOTS), draw(QUERIES)


rng = np.random.default_rng(7)
learner = RidgeLearner()
optimizer = keras.optimizers.Adam(2e-3)
best, patience = np.inf, 0
for step in range(6):
    (xs, ys), (xq, yq) = episode(rng)
    with tf.GradientTape() as tape:
        logits = learner((tf.constant(xs), tf.constant(ys), tf.constant(xq)))
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=yq, logits=logits))
    grads = tape.gradient(loss, learner.trainable_variables)
    optimizer.apply_gradients(zip(grads, learner.trainable_variables))
    acc = np.mean(np.argmax(logits.numpy(), -1) == yq)
    print(f"episode {step}: loss {loss.numpy():.3f} acc {acc:.2f} lambda {np.exp(learner.log_lambda.numpy()):.3f}")
    if loss < best:
        best, patience = float(loss), 0
    else:
        patience += 1
        if patience > 10:
            break
