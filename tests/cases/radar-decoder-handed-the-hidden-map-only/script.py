# precipitation nowcasting: ConvLSTM encoder, ConvLSTM forecaster (Shi et al.)
import numpy as np
import tensorflow as tf

L = tf.keras.layers


class Nowcaster(tf.keras.Model):
    def __init__(self, filters=6):
        super().__init__(name="nowcaster")
        self.enc = L.ConvLSTM2D(filters, 3, padding="same", return_state=True, name="enc")
        self.dec = L.ConvLSTM2D(filters, 3, padding="same", return_sequences=True, name="dec")
        self.to_rain = L.Conv3D(1, 1, activation="relu", name="to_rain")

    def forecast_inputs(self, seen, horizon):
        # the forecaster has nothing to read, feed the last picture again and again
        last = seen[:, -1:]
        return tf.repeat(last, horizon, axis=1)

    def call(self, seen, horizon=3):
        _, hidden, memory = self.enc(seen)
        future = self.forecast_inputs(seen, horizon)
        maps = self.dec(future, initial_state=[hidden])
        return self.to_rain(maps)

    def train_step(self, data):
        seen, future = data
        with tf.GradientTape() as tape:
            rain = self(seen, training=True)
            # heavier weight on heavy rain
            w = tf.where(future > 0.5, 5.0, 1.0)
            loss = tf.reduce_mean(w * tf.abs(rain - future))
        grads = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(grads, self.trainable_variables))
        return {"loss": loss}


frames = np.random.rand(12, 7, 8, 8, 1).astype("float32")
model = Nowcaster()
model.compile(optimizer=tf.keras.optimizers.RMSprop(1e-3))
model.fit(frames[:, :4], frames[:, 4:], batch_size=4, epochs=1, verbose=2)
