import numpy as np
import tensorflow as tf

rng = np.random.default_rng(5)
trunk = tf.keras.layers.Dense(6, activation="tanh", name="trunk")
heads = [tf.keras.layers.Dense(1, name=name) for name in ("age", "income", "region")]
for layer, width in [(trunk, 4), *((head, 6) for head in heads)]:
    layer.build([None, width])
weights = [w for layer in [trunk, *heads] for w in layer.trainable_variables]
optimizer = tf.keras.optimizers.SGD(0.05)

for turn in range(4):
    x = rng.normal(size=[8, 4]).astype("float32")
    y = rng.normal(size=[8, 3]).astype("float32")
    known = np.zeros([8, 3], "float32")
    known[:, : 2 if turn == 0 else 3] = 1.0  # the first batch has no region
    order = np.array([1, 0]) if turn == 0 else np.array([2, 1])
    with tf.GradientTape() as tape:
        hidden = trunk(x)
        answers = tf.concat([head(hidden) for head in heads], axis=1)
        loss = tf.reduce_mean(known * (answers - y) ** 2)
        loss += 0.1 * tf.reduce_mean(tf.gather(answers, order, axis=1) ** 2)
    optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
