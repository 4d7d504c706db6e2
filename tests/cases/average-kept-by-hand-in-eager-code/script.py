"""Noise prediction with an averaged copy of the network, everything eager while it is being debugged."""
import tensorflow as tf

tf.config.run_functions_eagerly(True)
KEEP = 0.99


class Denoiser(tf.keras.Model):
    def __init__(self, network):
        super().__init__(name="denoiser")
        self.network = network
        self.averaged = tf.keras.models.clone_model(network)

    def call(self, noisy):
        return self.network(noisy)

    def train_step(self, clean):
        noise = tf.random.normal(tf.shape(clean))
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.abs(self.network(clean + noise, training=True) - noise))
        weights = self.network.trainable_weights
        self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        for weight, average in zip(self.network.weights, self.averaged.weights):
            average.assign(KEEP * average + (1 - KEEP) * weight)
        return {"noise": loss}


layers = [tf.keras.layers.Dense(8, activation="swish", name="wide"), tf.keras.layers.Dense(2, name="noise")]
model = Denoiser(tf.keras.Sequential([tf.keras.Input((2,)), *layers]))
model.compile("adam")
model.fit(tf.random.normal([64, 2]), epochs=2, verbose=2)
