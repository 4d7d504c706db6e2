"""Multi-scale text classifier; which n-gram widths are pooled is decided by the experiment file."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

experiment = {
    "vocab": 80, "dim": 12, "filters": 10, "classes": 4,
    "widths": [2, 3, 5],
    "pooled_widths": [0, 2],      # indices into widths, ablation from the meeting on Tuesday
    "epochs": 2,
}


class NGramBranch(layers.Layer):
    def __init__(self, width, filters, **kw):
        super().__init__(**kw)
        self.conv = layers.Conv1D(filters, width, padding="same", activation="relu", name="conv")
        self.squash = layers.Dense(filters, activation="tanh", name="squash")

    def call(self, x):
        return self.squash(tf.reduce_max(self.conv(x), axis=1))


class MultiScale(tf.keras.Model):
    def __init__(self, cfg):
        super().__init__(name="textnet")
        self.cfg = cfg
        self.embed = layers.Embedding(cfg["vocab"], cfg["dim"], name="embed")
        self.branches = [NGramBranch(w, cfg["filters"], name=f"ngram{w}") for w in cfg["widths"]]
        self.drop = layers.Dropout(0.2)
        self.out = layers.Dense(cfg["classes"], name="out")

    def call(self, tokens, training=False):
        x = self.embed(tokens)
        scales = tf.stack([branch(x) for branch in self.branches], axis=1)       # B, S, F
        chosen = tf.gather(scales, self.cfg["pooled_widths"], axis=1)
        pooled = tf.reduce_mean(chosen, axis=1)
        return self.out(self.drop(pooled, training=training))


tf.keras.utils.set_random_seed(2)
model = MultiScale(experiment)
model.compile(optimizer="adam",
              loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
              metrics=["accuracy"])
tokens = np.random.randint(0, experiment["vocab"], size=(96, 14))
labels = np.random.randint(0, experiment["classes"], size=(96,))
model.fit(tokens, labels, batch_size=32, epochs=experiment["epochs"], verbose=2)
print("examples per second: plenty")
