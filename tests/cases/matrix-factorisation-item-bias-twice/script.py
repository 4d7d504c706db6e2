import numpy as np
import tensorflow as tf

# -------- synthetic MovieLens --------
n_users, n_items, k = 25, 40, 5
rs = np.random.RandomState(1)
true_u, true_i = rs.randn(n_users, k), rs.randn(n_items, k)
u_idx, i_idx = rs.randint(0, n_users, 600), rs.randint(0, n_items, 600)
rating = np.clip(3.5 + 0.5 * np.sum(true_u[u_idx] * true_i[i_idx], 1) + 0.2 * rs.randn(600), 1, 5).astype(np.float32)
mu = rating.mean()

# -------- parameters --------
P = tf.Variable(0.1 * tf.random.normal([n_users, k]))
Q = tf.Variable(0.1 * tf.random.normal([n_items, k]))
b_user = tf.Variable(tf.zeros([n_users]))
b_item = tf.Variable(tf.zeros([n_items]))
reg = 0.02


def predict(u, i):
    p, q = tf.gather(P, u), tf.gather(Q, i)
    bu = tf.gather(b_user, u)
    bi = tf.gather(b_item, i)
    return mu + bi + bi + tf.reduce_sum(p * q, axis=1)


def penalty(u, i):
    return reg * (tf.nn.l2_loss(tf.nn.embedding_lookup(P, u)) + tf.nn.l2_loss(tf.nn.embedding_lookup(Q, i)))


opt = tf.keras.optimizers.SGD(0.05)
ds = tf.data.Dataset.from_tensor_slices((u_idx, i_idx, rating)).shuffle(600).batch(100)
for epoch in range(3):
    sq = []
    for u, i, r in ds:
        with tf.GradientTape() as tape:
            err = r - predict(u, i)
            loss = tf.reduce_mean(err ** 2) + penalty(u, i) / 100
        g = tape.gradient(loss, [P, Q, b_user, b_item])
        opt.apply_gradients(zip(g, [P, Q, b_user, b_item]))
        sq.append(tf.reduce_mean(err ** 2).numpy())
    print(f"epoch {epoch}  RMSE {np.sqrt(np.mean(sq)):.4f}")
