import tensorflow as tf


class TrajectoryModel(tf.keras.Model):
    """Predicts the offset for each time step. The start state is a parameter."""

    def __init__(self, units=14):
        super().__init__(name="trajectory")
        self.units = units
        self.inp = tf.keras.layers.Dense(10, activation="relu", name="inp")
        self.lstm = tf.keras.layers.LSTM(units, return_sequences=True, name="core")
        self.out = tf.keras.layers.Dense(2, name="out")

    def build(self, input_shape):
        self.h0 = self.add_weight(shape=(1, self.units), initializer="glorot_uniform", name="h0")
        self.c0 = self.add_weight(shape=(1, self.units), initializer="zeros", name="c0")
        super().build(input_shape)

    def call(self, xs, training=False):
        z = self.inp(xs)
        start = [tf.convert_to_tensor(self.h0), tf.convert_to_tensor(self.c0)]
        z = self.lstm(z, initial_state=start, training=training)
        return self.out(z)


def make_data(n=40, steps=9):
    walk = tf.cumsum(tf.random.normal([n, steps + 1, 2], seed=3), axis=1)
    return walk[:, :-1], walk[:, 1:] - walk[:, :-1]


net = TrajectoryModel()
optimizer = tf.keras.optimizers.Adam(3e-3)
xs, ys = make_data()
ds = tf.data.Dataset.from_tensor_slices((xs, ys)).batch(10)


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        diff = net(x, training=True) - y
        loss = tf.reduce_mean(tf.reduce_sum(diff ** 2, -1))
    grads = tape.gradient(loss, net.trainable_variables)
    optimizer.apply_gradients(zip(grads, net.trainable_variables))
    return loss


for epoch in range(2):
    for x, y in ds:
        loss = train_step(x, y)
    tf.print("epoch", epoch, "loss", loss)
