import tensorflow as tf
from tensorflow.keras import layers


class Pyramid(tf.keras.Model):
    def __init__(self):
        super().__init__(name="pyramid")
        self.scales = [layers.Conv1D(4, k, padding="same", name=f"s{i}") for i, k in enumerate((1, 3, 5))]
        self.drop = layers.SpatialDropout1D(0.1)
        self.head = layers.Dense(2, name="head")

    def call(self, x, training=False):
        feats = []
        for conv in self.scales:
            feat = tf.nn.relu(conv(x))
        feats.append(feat)
        y = tf.concat(feats, -1)
        return self.head(tf.reduce_mean(self.drop(y, training=training), 1))


p = Pyramid()
opt = tf.keras.optimizers.Adam()
lf = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)


@tf.function
def fit_one(x, y):
    with tf.GradientTape() as t:
        l = lf(y, p(x, training=True))
    g = t.gradient(l, p.trainable_variables)
    opt.apply_gradients((a, b) for a, b in zip(g, p.trainable_variables) if a is not None)
    return l


for _ in range(3):
    print(float(fit_one(tf.random.normal([8, 10, 2]), tf.random.uniform([8], maxval=2, dtype=tf.int32))))
