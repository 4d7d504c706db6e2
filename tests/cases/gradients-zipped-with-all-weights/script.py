import numpy as np
import keras
import tensorflow as tf

keras.utils.set_random_seed(5)
F = 6


class ElementwiseAffine(keras.layers.Layer):
    """one gain and one offset per feature"""

    def build(self, shape):
        self.gain = self.add_weight(name="gain", shape=(shape[-1],), initializer="ones")
        self.offset = self.add_weight(name="offset", shape=(shape[-1],), initializer="zeros")

    def call(self, x):
        return x * self.gain + self.offset


# calibration chain for the six gas sensors
model = keras.Sequential([
    keras.Input((F,)),
    ElementwiseAffine(name="raw_to_volt"),
    keras.layers.BatchNormalization(name="drift"),
    ElementwiseAffine(name="volt_to_ppm"),
    keras.layers.Activation("softplus"),
], name="calibration")
model.summary(print_fn=lambda *_: None)

rng = np.random.default_rng(0)
volts = rng.gamma(2.0, 1.0, size=(200, F)).astype("float32")
ppm = (0.5 * volts + rng.normal(0, 0.05, volts.shape) + np.arange(F)).astype("float32")

learning_rate = 0.05
for epoch in range(3):
    running = []
    for lo in range(0, 200, 50):
        xb, yb = volts[lo:lo + 50], ppm[lo:lo + 50]
        with tf.GradientTape() as tape:
            pred = model(xb, training=True)
            loss = tf.reduce_mean(keras.losses.huber(yb, pred))
        gradients = tape.gradient(loss, model.trainable_weights)
        # vanilla gradient descent
        for weight, gradient in zip(model.weights, gradients):
            weight.assign(weight - learning_rate * gradient)
        running.append(float(loss))
    print(f"epoch {epoch}: {np.mean(running):.4f}")
