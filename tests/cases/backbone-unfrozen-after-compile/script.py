"""Keras docs say: recompile after changing trainable. I forgot, does it matter?"""
import numpy as np
from tensorflow import keras


def backbone():
    return keras.Sequential([
        keras.Input((9, 9, 2)),
        keras.layers.SeparableConv2D(6, 3, activation="relu", name="sep"),
        keras.layers.MaxPooling2D(name="pool"),
        keras.layers.Flatten(name="flat"),
        keras.layers.Dense(10, activation="relu", name="embed"),
    ], name="backbone")


class Finetuner:
    def __init__(self, base):
        self.base = base
        self.base.trainable = False
        inp = keras.Input((9, 9, 2))
        self.model = keras.Model(inp, keras.layers.Dense(2, activation="softmax", name="new_head")(base(inp)),
                                 name="finetune")
        self.model.compile(optimizer=keras.optimizers.Adam(1e-3),
                           loss="sparse_categorical_crossentropy", metrics=["accuracy"])

    def warmup_done(self):
        for layer in self.base.layers:
            layer.trainable = True
        self.base.trainable = True

    def run(self, x, y, epochs):
        return self.model.fit(x, y, epochs=epochs, batch_size=20, verbose=2)


x = np.random.rand(60, 9, 9, 2).astype("float32")
y = (x[..., 0].mean(axis=(1, 2)) > 0.5).astype("int64")
job = Finetuner(backbone())
print("trainable now:", len(job.model.trainable_variables))
job.warmup_done()
print("trainable now:", len(job.model.trainable_variables))
job.run(x, y, epochs=2)
