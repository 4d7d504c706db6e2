import numpy as np
import tensorflow as tf

encoder = tf.keras.Sequential([tf.keras.Input((8,)),
                               tf.keras.layers.Dense(12, activation="tanh", name="e1"),
                               tf.keras.layers.Dense(4, name="e2")], name="encoder")
head = tf.keras.Sequential([tf.keras.Input((4,)), tf.keras.layers.Dense(1, name="h")], name="head")
opt = tf.keras.optimizers.Adam(1e-2)


class StandardScaler:
    def fit_transform(self, x):
        self.mean_, self.scale_ = x.mean(axis=0), x.std(axis=0) + 1e-6
        return (x - self.mean_) / self.scale_


def main():
    rng = np.random.default_rng(0)
    for step in range(4):
        x = rng.normal(size=(32, 8)).astype(np.float32)
        y = (x[:, :1] * x[:, 1:2]).astype(np.float32)
        with tf.GradientTape() as tape:
            codes = encoder(x, training=True)
            scaled = StandardScaler().fit_transform(codes.numpy())
            pred = head(tf.constant(scaled))
            loss = tf.reduce_mean(tf.square(pred - y))
        weights = encoder.trainable_weights + head.trainable_weights
        grads = tape.gradient(loss, weights)
        missing = [w.path for g, w in zip(grads, weights) if g is None]
        opt.apply_gradients([(g, w) for g, w in zip(grads, weights) if g is not None])
        print(step, float(loss), "no gradient:", missing)


if __name__ == "__main__":
    main()
