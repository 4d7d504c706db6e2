import tensorflow as tf
from tensorflow import keras

net = keras.Sequential([keras.Input((4,)), keras.layers.Dense(6, activation="relu", name="a"), keras.layers.Dense(1, name="b")], name="fit_me")
opt = keras.optimizers.Adam()
rmse = keras.metrics.RootMeanSquaredError()


@tf.function
def step(x, y):
    rmse.reset_state()
    with tf.GradientTape() as tape:
        rmse.update_state(y, net(x, training=True))
        loss = rmse.result()
    grads = tape.gradient(loss, net.trainable_variables)
    opt.apply_gradients(zip(grads, net.trainable_variables))
    return loss


for i in range(3):
    x = tf.random.normal([32, 4])
    print(i, step(x, tf.reduce_sum(x, 1, keepdims=True)))
