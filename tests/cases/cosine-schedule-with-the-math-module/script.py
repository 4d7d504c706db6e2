import math

import numpy as np
import keras
from keras import layers, ops


class WarmupCosine(keras.optimizers.schedules.LearningRateSchedule):
    """Linear warmup, then half a cosine. Port of our PyTorch helper."""

    def __init__(self, peak, warmup_steps, total_steps):
        self.peak = peak
        self.warmup_steps = warmup_steps
        self.total_steps = total_steps

    def __call__(self, step):
        progress = (step - self.warmup_steps) / (self.total_steps - self.warmup_steps)
        decay = 0.5 * (1.0 + math.cos(math.pi * progress))
        return self.peak * decay

    def get_config(self):
        return {"peak": self.peak, "warmup_steps": self.warmup_steps, "total_steps": self.total_steps}


def mixer_block(x, tokens, channels, name):
    y = layers.LayerNormalization(name=f"{name}_ln1")(x)
    y = layers.Permute((2, 1), name=f"{name}_p1")(y)
    y = layers.Dense(tokens, activation="gelu", name=f"{name}_token_mlp")(y)
    y = layers.Permute((2, 1), name=f"{name}_p2")(y)
    x = layers.Add(name=f"{name}_add1")([x, y])
    y = layers.LayerNormalization(name=f"{name}_ln2")(x)
    y = layers.Dense(channels, activation="gelu", name=f"{name}_channel_mlp")(y)
    return layers.Add(name=f"{name}_add2")([x, y])


inputs = keras.Input((8, 8, 3))
x = layers.Conv2D(12, 2, strides=2, name="patches")(inputs)
x = layers.Reshape((16, 12), name="tokens")(x)
for i in range(2):
    x = mixer_block(x, 16, 12, f"mixer{i}")
x = layers.GlobalAveragePooling1D(name="pool")(x)
model = keras.Model(inputs, layers.Dense(4, name="head")(x), name="mlp_mixer")

EPOCHS, BATCH, N = 2, 16, 64
steps = EPOCHS * N // BATCH
model.compile(
    optimizer=keras.optimizers.AdamW(WarmupCosine(1e-3, max(1, steps // 10), steps), weight_decay=1e-4),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)
model.fit(np.random.rand(N, 8, 8, 3), np.random.randint(0, 4, N), batch_size=BATCH, epochs=EPOCHS, verbose=2)
