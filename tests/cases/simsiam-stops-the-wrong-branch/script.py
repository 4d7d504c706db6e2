"""SimSiam on vectors instead of images. Reference: Chen & He, Exploring Simple Siamese Representation Learning."""
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

WIDTH, LATENT, BATCH = 24, 16, 32


def get_encoder():
    inputs = keras.Input((20,))
    x = layers.Dense(WIDTH, use_bias=False, name="f1")(inputs)
    x = layers.ReLU()(layers.BatchNormalization(name="f1_bn")(x))
    x = layers.Dense(LATENT, use_bias=False, name="f2")(x)
    return keras.Model(inputs, x, name="encoder")


def get_predictor():
    return keras.Sequential([
        keras.Input((LATENT,)),
        layers.Dense(LATENT // 4, activation="relu", use_bias=False, name="p1"),
        layers.Dense(LATENT, name="p2"),
    ], name="predictor")


def negative_cosine(p, z):
    p = tf.stop_gradient(p)
    p = tf.math.l2_normalize(p, axis=1)
    z = tf.math.l2_normalize(z, axis=1)
    return -tf.reduce_mean(tf.reduce_sum(p * z, axis=1))


class SimSiam(keras.Model):
    def __init__(self, encoder, predictor):
        super().__init__()
        self.encoder = encoder
        self.predictor = predictor
        self.tracker = keras.metrics.Mean(name="loss")

    @property
    def metrics(self):
        return [self.tracker]

    def train_step(self, views):
        v1, v2 = views
        with tf.GradientTape() as tape:
            z1, z2 = self.encoder(v1, training=True), self.encoder(v2, training=True)
            p1, p2 = self.predictor(z1, training=True), self.predictor(z2, training=True)
            loss = negative_cosine(p1, z2) / 2 + negative_cosine(p2, z1) / 2
        params = self.encoder.trainable_variables + self.predictor.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, params), params))
        self.tracker.update_state(loss)
        return {"loss": self.tracker.result()}


def augment(x):
    return x * tf.cast(tf.random.uniform(tf.shape(x)) > 0.2, x.dtype) + tf.random.normal(tf.shape(x), stddev=0.1)


data = np.random.randn(160, 20).astype("float32")
ds = tf.data.Dataset.from_tensor_slices(data).batch(BATCH).map(lambda x: (augment(x), augment(x)))
ss = SimSiam(get_encoder(), get_predictor())
ss.compile(optimizer=keras.optimizers.SGD(keras.optimizers.schedules.CosineDecay(0.03, 50), momentum=0.6))
ss.fit(ds, epochs=2, verbose=2, callbacks=[keras.callbacks.EarlyStopping(monitor="loss", patience=5)])
