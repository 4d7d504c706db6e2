import tensorflow as tf


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__(name="net")
        self.d1 = tf.keras.layers.Dense(10, activation="swish", name="d1")
        self.d2 = tf.keras.layers.Dense(1, name="d2")

    def call(self, x):
        return self.d2(self.d1(x))


def train(model, data, optimizer):
    for x, y in data:
        # save memory: only watch what we need
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(model.trainable_variables)
            mse = tf.reduce_mean(tf.square(y - model(x)))
        grads = tape.gradient(mse, model.trainable_variables)
        optimizer.apply_gradients(zip(grads, model.trainable_variables))


xs = tf.random.normal([20, 3])
ds = tf.data.Dataset.from_tensor_slices((xs, xs[:, :1])).batch(10)
try:
    train(Net(), ds, tf.keras.optimizers.Adam())
except ValueError as e:
    print("why??", e)
