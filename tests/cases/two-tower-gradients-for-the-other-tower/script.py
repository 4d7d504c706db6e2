"""Two-tower retrieval model with in-batch negatives."""
import numpy as np
import tensorflow as tf
from tensorflow import keras

N_IDS, DIM = 50, 8


def tower(name):
    return keras.Sequential([
        keras.Input((), dtype="int32"),
        keras.layers.Embedding(N_IDS, DIM, name=f"{name}_id"),
        keras.layers.Dense(DIM, activation="relu", name=f"{name}_d1"),
        keras.layers.Dense(DIM, use_bias=False, name=f"{name}_d2"),
    ], name=name)


class Retrieval(keras.Model):
    def __init__(self):
        super().__init__(name="retrieval")
        self.query_tower = tower("user")
        self.item_tower = tower("item")

    def call(self, pair):
        return self.query_tower(pair["user"]), self.item_tower(pair["item"])

    def train_step(self, pair):
        with tf.GradientTape() as tape:
            u, i = self(pair, training=True)
            scores = tf.matmul(u, i, transpose_b=True)
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(
                labels=tf.range(tf.shape(scores)[0]), logits=scores))
        sources = self.item_tower.trainable_variables + self.query_tower.trainable_variables
        gradients = tape.gradient(loss, sources)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
        top1 = tf.reduce_mean(tf.cast(tf.equal(tf.argmax(scores, axis=1, output_type=tf.int32),
                                               tf.range(tf.shape(scores)[0])), tf.float32))
        return {"loss": loss, "top1": top1}


clicks = {"user": np.random.randint(0, N_IDS, 256), "item": np.random.randint(0, N_IDS, 256)}
ds = tf.data.Dataset.from_tensor_slices(clicks).shuffle(256).batch(32, drop_remainder=True).cache()
model = Retrieval()
model.compile(optimizer=keras.optimizers.Adagrad(0.1))
model.fit(ds, epochs=3, verbose=2)
