import tensorflow as tf
from tensorflow import keras

backend_lr = {"emb": 1e-5, "attn": 2e-5, "head": 1e-3}
optimizers = {k: keras.optimizers.Adam(lr) for k, lr in backend_lr.items()}


class TinyBert(keras.Model):
    def __init__(self):
        super().__init__(name="bert")
        self.emb = keras.layers.Embedding(40, 8, name="emb")
        self.attn = keras.layers.AdditiveAttention(name="attn")
        self.norm = keras.layers.LayerNormalization(name="norm")
        self.head = keras.layers.Dense(2, name="head")

    def call(self, ids):
        e = self.emb(ids)
        return self.head(tf.reduce_max(self.norm(e + self.attn([e, e])), 1))


def train_one(model, ids, labels):
    with tf.GradientTape() as tape:
        ce = keras.losses.sparse_categorical_crossentropy(labels, model(ids), from_logits=True)
        loss = tf.reduce_mean(ce)
    grads = tape.gradient(loss, model.trainable_variables)
    for key, opt in optimizers.items():
        group = [(g, v) for g, v in zip(grads, model.trainable_variables) if key in v.path]
        opt.apply_gradients(group)
    return loss


m = TinyBert()
ids = tf.random.uniform([12, 7], maxval=40, dtype=tf.int32)
labels = tf.random.uniform([12], maxval=2, dtype=tf.int32)
for _ in range(3):
    print(float(train_one(m, ids, labels)))
