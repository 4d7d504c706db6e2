"""Recommender for a small fixed catalogue. Encoding all items is slow, therefore it is memoised."""
import functools
import numpy as np
import tensorflow as tf

N_ITEMS, N_USERS, META, DIM = 14, 10, 6, 8
catalogue = np.random.rand(N_ITEMS, META).astype("float32")


class ItemTower(tf.Module):
    def __init__(self):
        super().__init__(name="items")
        with self.name_scope:
            self.w = tf.Variable(tf.random.normal([META, DIM], stddev=0.4), name="w")
            self.b = tf.Variable(tf.zeros([DIM]), name="b")

    def __call__(self, meta):
        return tf.nn.tanh(meta @ self.w + self.b)


item_tower = ItemTower()
user_table = tf.Variable(tf.random.normal([N_USERS, DIM], stddev=0.1), name="user_table")


@functools.lru_cache(maxsize=None)
def all_items():
    return item_tower(catalogue)


def scores(users):
    return tf.matmul(tf.gather(user_table, users), all_items(), transpose_b=True)


def evaluate(users, bought):
    top = tf.math.top_k(scores(users), k=3).indices
    return tf.reduce_mean(tf.cast(tf.reduce_any(top == bought[:, None], axis=-1), tf.float32))


users = tf.constant(np.random.randint(0, N_USERS, 64), tf.int32)
bought = tf.constant(np.random.randint(0, N_ITEMS, 64), tf.int32)
print("hit rate before training: %.3f" % evaluate(users, bought))

opt = tf.keras.optimizers.Adagrad(0.3)
trainables = [user_table, *item_tower.trainable_variables]
for epoch in range(4):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=bought, logits=scores(users)))
    gradients = tape.gradient(loss, trainables)
    opt.apply_gradients((g, v) for g, v in zip(gradients, trainables) if g is not None)
    print("epoch", epoch, "loss %.4f hit rate %.3f" % (loss, evaluate(users, bought)))
