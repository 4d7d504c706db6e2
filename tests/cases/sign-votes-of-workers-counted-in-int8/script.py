# signSGD with majority vote (Bernstein et al. 2018), three simulated workers
import numpy as np
import tensorflow as tf

WORKERS, LR = 3, 0.01
tf.random.set_seed(0)

model = tf.keras.Sequential([
    tf.keras.Input((8,)),
    tf.keras.layers.Dense(16, activation="relu", name="h"),
    tf.keras.layers.Dense(3, name="logits"),
])
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def worker_vote(x, y):
    """gradient of one shard, one byte per weight goes over the wire"""
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x, training=True))
    grads = tape.gradient(loss, model.trainable_variables)
    return [tf.cast(tf.sign(g), tf.int8) for g in grads], loss


@tf.function
def round_of_voting(x, y):
    shards = list(zip(tf.split(x, WORKERS), tf.split(y, WORKERS)))
    votes, losses = zip(*[worker_vote(*shard) for shard in shards])
    for var, ballots in zip(model.trainable_variables, zip(*votes)):
        majority = tf.sign(tf.cast(tf.add_n([tf.cast(b, tf.int32) for b in ballots]), tf.float32))
        var.assign_sub(LR * majority)
    return tf.add_n(losses) / WORKERS


data_x = np.random.randn(180, 8).astype("float32")
data_y = (data_x[:, :3].argmax(1)).astype("int64")
for epoch in range(3):
    perm = np.random.permutation(180)
    history = []
    for idx in np.split(perm, 3):
        history.append(float(round_of_voting(tf.constant(data_x[idx]), tf.constant(data_y[idx]))))
    print(epoch, np.round(history, 3))
