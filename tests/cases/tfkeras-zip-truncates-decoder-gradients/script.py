# denoising autoencoder, still on keras 2 (tf_keras) because of our old serving stack
import numpy as np
import tensorflow as tf
import tf_keras as keras

cfg = dict(n_features=12, code=4, hidden=10, lr=1e-3, noise=0.1, epochs=2, batch=32)


def mlp(sizes, name):
    m = keras.Sequential(name=name)
    for i, s in enumerate(sizes[1:]):
        act = "relu" if i < len(sizes) - 2 else None
        kw = {"input_shape": (sizes[0],)} if i == 0 else {}
        m.add(keras.layers.Dense(s, activation=act, name=f"{name}_{i}", **kw))
    return m


class DenoisingAE(keras.Model):
    def __init__(self, cfg):
        super().__init__(name="dae")
        self.cfg = cfg
        self.encoder = mlp([cfg["n_features"], cfg["hidden"], cfg["code"]], "encoder")
        self.decoder = mlp([cfg["code"], cfg["hidden"], cfg["n_features"]], "decoder")
        self.loss_tracker = keras.metrics.Mean(name="loss")

    @property
    def metrics(self):
        return [self.loss_tracker]

    def call(self, x):
        return self.decoder(self.encoder(x))

    def train_step(self, x):
        noisy = x + tf.random.normal(tf.shape(x), stddev=self.cfg["noise"])
        with tf.GradientTape() as tape:
            rec = self(noisy, training=True)
            loss = tf.reduce_mean(tf.square(rec - x))
        weights = self.encoder.trainable_weights + self.decoder.trainable_weights
        grads = tape.gradient(loss, weights)
        grads, norm = tf.clip_by_global_norm(grads, 5.0)
        self.optimizer.apply_gradients(zip(grads, self.encoder.trainable_weights))
        self.loss_tracker.update_state(loss)
        return {"loss": self.loss_tracker.result(), "grad_norm": norm}


def main():
    rng = np.random.RandomState(0)
    basis = rng.randn(3, cfg["n_features"])
    data = (rng.randn(256, 3) @ basis).astype("float32")
    ae = DenoisingAE(cfg)
    ae.compile(optimizer=keras.optimizers.Adam(cfg["lr"]))
    ae.fit(data, epochs=cfg["epochs"], batch_size=cfg["batch"], verbose=2)


if __name__ == "__main__":
    main()
