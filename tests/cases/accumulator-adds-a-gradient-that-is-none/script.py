"""ViT-ish model on tiny images; gradient accumulation in train_step because of the small GPU."""
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers


class AddPosition(layers.Layer):
    def build(self, shape):
        self.table = self.add_weight(shape=(1, shape[1], shape[2]), initializer="random_normal", name="table")

    def call(self, x):
        # sin/cos looked better in the notebook
        pos = tf.range(x.shape[1], dtype=x.dtype)[:, None] / tf.pow(50.0, tf.range(x.shape[2], dtype=x.dtype) / x.shape[2])
        return x + tf.sin(pos)[None]


class AccumulatingModel(keras.Model):
    def __init__(self, *args, every=4, **kwargs):
        super().__init__(*args, **kwargs)
        self.every = every

    def compile(self, **kwargs):
        super().compile(**kwargs)
        self.sums = [tf.Variable(tf.zeros(v.shape), trainable=False, name="sum") for v in self.trainable_variables]
        self.counter = tf.Variable(0, trainable=False, name="counter")

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compute_loss(x=x, y=y, y_pred=y_pred)
        gradients = tape.gradient(loss, self.trainable_variables)
        for acc, g in zip(self.sums, gradients):
            acc.assign_add(g / self.every)
        self.counter.assign_add(1)
        tf.cond(tf.equal(self.counter % self.every, 0), self.apply_sums, lambda: None)
        return {"loss": loss}

    def apply_sums(self):
        self.optimizer.apply_gradients(zip([s.value() for s in self.sums], self.trainable_variables))
        for s in self.sums:
            s.assign(tf.zeros_like(s))


def vit(patch=4, dim=12):
    img = keras.Input((16, 16, 3))
    x = layers.Conv2D(dim, patch, patch, name="patchify")(img)
    x = layers.Reshape((-1, dim), name="seq")(x)
    x = AddPosition(name="position")(x)
    h = layers.LayerNormalization(name="ln")(x)
    x = layers.Add()([x, layers.MultiHeadAttention(2, 6, name="mha")(h, h)])
    x = layers.GlobalAveragePooling1D()(x)
    return AccumulatingModel(img, layers.Dense(5, name="head")(x), name="vit")


model = vit()
model.compile(optimizer=keras.optimizers.Adam(1e-3), loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
images = tf.random.uniform([32, 16, 16, 3])
labels = tf.random.uniform([32], maxval=5, dtype=tf.int32)
model.fit(images, labels, batch_size=4, epochs=1, verbose=2)
