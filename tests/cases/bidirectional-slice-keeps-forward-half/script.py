import tensorflow as tf
from tensorflow import keras

UNITS = 7


class Tagger(keras.Model):
    def __init__(self):
        super().__init__(name="tagger")
        self.embed = keras.layers.Embedding(40, 10, mask_zero=True, name="embed")
        self.bi = keras.layers.Bidirectional(keras.layers.LSTM(UNITS, return_sequences=True, name="lstm"), name="bi")
        self.tags = keras.layers.Dense(5, name="tags")

    def call(self, ids):
        h = self.bi(self.embed(ids))
        h = h[..., :UNITS]
        return self.tags(h)


ids = tf.random.uniform((32, 9), 1, 40, dtype=tf.int32)
tags = tf.random.uniform((32, 9), maxval=5, dtype=tf.int32)
model = Tagger()
loss_fn = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
optimizer = keras.optimizers.Adam(1e-3)

train_ds = tf.data.Dataset.from_tensor_slices((ids, tags)).batch(8)


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x, training=True))
    gradients = tape.gradient(loss, model.trainable_weights)
    optimizer.apply_gradients(zip(gradients, model.trainable_weights))
    return loss


for x, y in train_ds:
    tf.print(train_step(x, y))
