import tensorflow as tf


class Forecaster(tf.keras.Model):
    def __init__(self, units=8):
        super().__init__(name="forecaster")
        self.encoder = tf.keras.layers.GRU(units, return_state=True, name="encoder")
        self.decoder = tf.keras.layers.LSTM(units, return_sequences=True, name="decoder")
        self.readout = tf.keras.layers.Dense(1, name="readout")

    def call(self, inputs):
        past, future = inputs
        _, state = self.encoder(past)
        decoded = self.decoder(future, initial_state=[state])
        return self.readout(decoded)


model = Forecaster()
optimizer = tf.keras.optimizers.Adam()

for step in range(3):
    past, future = tf.random.normal([8, 10, 2]), tf.random.normal([8, 4, 3])
    target = tf.random.normal([8, 4, 1])
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(model((past, future)) - target))
    grads = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(grads, model.trainable_variables))
    print(step, float(loss))
