import numpy as np
import tensorflow as tf

net = tf.keras.Sequential([
    tf.keras.layers.Input((6,)),
    tf.keras.layers.Dense(12, activation="swish"),
    tf.keras.layers.Dense(1),
])
opt = tf.keras.optimizers.Adam()


def msle(y, p):
    return np.mean((np.log1p(y) - np.log1p(p)) ** 2)


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        pred = tf.nn.softplus(net(x, training=True))
        loss = msle(y, pred)
    grads = tape.gradient(loss, net.trainable_variables)
    opt.apply_gradients(zip(grads, net.trainable_variables))
    return loss


x = tf.random.uniform((32, 6))
y = tf.reduce_sum(x, axis=1, keepdims=True)
for i in range(3):
    print(train_step(x, y))
