"""SimCLR on vectors."""
import tensorflow as tf
from tensorflow.keras import layers


class ContrastiveModel(tf.keras.Model):
    def __init__(self, temperature=0.2):
        super().__init__(name="contrastive")
        self.temperature = temperature
        self.encoder = tf.keras.Sequential([
            tf.keras.Input((14,)),
            layers.Dense(20, activation="relu", name="enc_a"),
            layers.Dense(10, activation="relu", name="enc_b")], name="encoder")
        self.projector = tf.keras.Sequential([
            tf.keras.Input((10,)),
            layers.Dense(10, activation="relu", name="proj_a"),
            layers.Dense(6, name="proj_b")], name="projector")
        self.loss_tracker = tf.keras.metrics.Mean(name="c_loss")

    @property
    def metrics(self):
        return [self.loss_tracker]

    def augment(self, x):
        keep = tf.cast(tf.random.uniform(tf.shape(x)) > 0.2, x.dtype)
        return x * keep + tf.random.normal(tf.shape(x), stddev=0.05)

    def nt_xent(self, za, zb):
        za, zb = tf.math.l2_normalize(za, 1), tf.math.l2_normalize(zb, 1)
        sim = tf.matmul(za, zb, transpose_b=True) / self.temperature
        labels = tf.range(tf.shape(za)[0])
        both = (tf.nn.sparse_softmax_cross_entropy_with_logits(labels, sim)
                + tf.nn.sparse_softmax_cross_entropy_with_logits(labels, tf.transpose(sim)))
        return tf.reduce_mean(both) / 2

    def train_step(self, x):
        with tf.GradientTape() as tape:
            za = self.projector(self.encoder(self.augment(x)))
            zb = self.projector(self.encoder(self.augment(x)))
            loss = self.nt_xent(za, zb)
        weights = self.encoder.trainable_weights
        grads = tape.gradient(loss, weights)
        self.optimizer.apply_gradients(zip(grads, weights))
        self.loss_tracker.update_state(loss)
        return {"c_loss": self.loss_tracker.result()}


data = tf.data.Dataset.from_tensor_slices(tf.random.normal([96, 14])).batch(24)
model = ContrastiveModel()
model.compile(optimizer=tf.keras.optimizers.Adam(1e-3))
model.fit(data, epochs=2, verbose=2)
