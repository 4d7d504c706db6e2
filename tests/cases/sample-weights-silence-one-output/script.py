"""Review model with two answers. Half of the corpus has no star rating: those rows get weight 0 for that output."""
import numpy as np
import keras
from keras import layers, ops


class Reviews(keras.utils.PyDataset):
    def __init__(self, n=64, batch_size=16, **kwargs):
        super().__init__(**kwargs)
        rng = np.random.default_rng(9)
        self.batch_size = batch_size
        self.text = rng.integers(1, 50, size=(n, 12))
        self.helpful = rng.integers(0, 2, size=(n, 1)).astype("float32")
        self.stars = rng.uniform(1, 5, size=(n, 1)).astype("float32")
        self.has_stars = np.arange(n) >= n // 2       # sorted by source: the first half has none

    def __len__(self):
        return len(self.text) // self.batch_size

    def __getitem__(self, i):
        s = slice(i * self.batch_size, (i + 1) * self.batch_size)
        known = self.has_stars[s].astype("float32")
        target = {"helpful": self.helpful[s], "stars": np.where(known[:, None] > 0, self.stars[s], 0.0).astype("float32")}
        weight = {"helpful": np.ones(self.batch_size, "float32"), "stars": known}
        return self.text[s], target, weight


tokens = keras.Input((12,), dtype="int32", name="tokens")
e = layers.Embedding(50, 8, mask_zero=True, name="embed")(tokens)
h = layers.GRU(10, return_sequences=True, name="gru")(e)
pooled = layers.Concatenate(name="pooled")([layers.GlobalMaxPooling1D()(h), layers.GlobalAveragePooling1D()(h)])
helpful = layers.Dense(1, activation="sigmoid", name="helpful")(pooled)
s = layers.Dense(6, activation="relu", name="stars_hidden")(pooled)
s = layers.Dense(1, name="stars_raw")(s)
stars = layers.Lambda(lambda t: 1.0 + 4.0 * ops.sigmoid(t), name="stars")(s)

model = keras.Model(tokens, {"helpful": helpful, "stars": stars}, name="reviews")
model.compile(
    optimizer=keras.optimizers.Adam(1e-3, gradient_accumulation_steps=2),
    loss={"helpful": "binary_crossentropy", "stars": keras.losses.Huber(delta=0.5)},
    loss_weights={"helpful": 1.0, "stars": 0.3},
    weighted_metrics={"stars": ["mae"]},
)
model.fit(Reviews(), epochs=1, shuffle=False, verbose=2)
