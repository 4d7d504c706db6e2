import numpy as np
import tensorflow as tf

tf.random.set_seed(0)
np.random.seed(0)

n_features, width, n_blocks = 8, 16, 3
W_in = tf.Variable(tf.random.normal((n_features, width), stddev=0.3), name="W_in")
W_blocks = []
for i in range(n_blocks):
    W_blocks.append(tf.Variable(tf.random.normal((width, width), stddev=0.2), name="W_block_%d" % i))
W_out = tf.Variable(tf.random.normal((width, 1), stddev=0.3), name="W_out")

# the network is a list of functions
network = [lambda x: tf.nn.relu(tf.matmul(x, W_in))]
for i in range(n_blocks):
    network.append(lambda x: x + 0.5 * tf.nn.relu(tf.matmul(x, W_blocks[i])))
network.append(lambda x: tf.matmul(x, W_out))


def predict(x):
    for f in network:
        x = f(x)
    return tf.squeeze(x, axis=-1)


def r_squared(y, p):
    return 1 - np.sum((y - p) ** 2) / np.sum((y - y.mean()) ** 2)


x_train = np.random.randn(160, n_features).astype(np.float32)
y_train = (np.abs(x_train[:, 0]) + x_train[:, 1] * x_train[:, 2]).astype(np.float32)

weights = [W_in] + W_blocks + [W_out]
optimizer = tf.keras.optimizers.Adam(learning_rate=0.005)
for epoch in range(5):
    order = np.random.permutation(160)
    for batch in np.array_split(order, 5):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.math.squared_difference(predict(x_train[batch]), y_train[batch]))
        gradients = tape.gradient(loss, weights)
        optimizer.apply_gradients([(g, w) for g, w in zip(gradients, weights) if g is not None])
    print("epoch %d  loss %.4f  r2 %.3f" % (epoch, loss.numpy(), r_squared(y_train, predict(x_train).numpy())))
