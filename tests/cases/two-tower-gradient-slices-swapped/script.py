"""Two-tower retrieval with in-batch negatives. Separate optimizers so that each tower has its own lr."""
import tensorflow as tf


def tower(name, dim_in=12, dim=16):
    return tf.keras.Sequential([
        tf.keras.Input((dim_in,)),
        tf.keras.layers.Dense(dim, activation="relu", name="d1"),
        tf.keras.layers.Dense(dim, name="d2"),
    ], name=name)


class TwoTower:
    def __init__(self, temperature=0.1):
        self.user = tower("user_tower")
        self.item = tower("item_tower")
        self.temperature = temperature
        self.opt_user = tf.keras.optimizers.Adam(1e-3)
        self.opt_item = tf.keras.optimizers.Adam(3e-3)

    def scores(self, users, items):
        u = tf.math.l2_normalize(self.user(users), axis=1)
        v = tf.math.l2_normalize(self.item(items), axis=1)
        return tf.matmul(u, v, transpose_b=True) / self.temperature

    @tf.function
    def train_batch(self, users, items):
        with tf.GradientTape() as tape:
            s = self.scores(users, items)
            diag = tf.range(tf.shape(s)[0])
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(diag, s))
        user_vars, item_vars = self.user.trainable_variables, self.item.trainable_variables
        n = len(item_vars)
        grads = tape.gradient(loss, item_vars + user_vars)
        grads, _ = tf.clip_by_global_norm(grads, 5.0)
        user_grads, item_grads = grads[:n], grads[n:]
        self.opt_user.apply_gradients(zip(user_grads, user_vars))
        self.opt_item.apply_gradients(zip(item_grads, item_vars))
        return loss


def recall_at_5(model, users, items):
    top = tf.math.top_k(model.scores(users, items), 5).indices
    return tf.reduce_mean(tf.cast(tf.reduce_any(top == tf.range(len(users))[:, None], 1), tf.float32))


mixing = tf.random.normal([12, 12], seed=3)
u_all = tf.random.normal([128, 12], seed=1)
i_all = u_all @ mixing + 0.1 * tf.random.normal([128, 12], seed=2)
model = TwoTower()
for epoch in range(3):
    for b in range(4):
        loss = model.train_batch(u_all[b * 32:(b + 1) * 32], i_all[b * 32:(b + 1) * 32])
    print("epoch", epoch, "loss", float(loss), "recall@5", float(recall_at_5(model, u_all, i_all)))
