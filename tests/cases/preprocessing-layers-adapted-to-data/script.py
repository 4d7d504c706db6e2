import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

age = np.random.randint(18, 80, (80, 1)).astype("float32")
city = np.random.choice(["rome", "oslo", "lima"], (80, 1))
bought = np.random.randint(0, 2, 80)

norm = layers.Normalization()
norm.adapt(age)
lookup = layers.StringLookup(output_mode="int")
lookup.adapt(city)

dataset = tf.data.Dataset.from_tensor_slices(({"age": age, "city": city}, bought)).batch(16)
dataset = dataset.map(lambda d, y: ({"age": d["age"], "city": lookup(d["city"])}, y))

inputs = {"age": keras.Input((1,), name="age"), "city": keras.Input((1,), dtype="int64", name="city")}
a = layers.Dense(4, activation="relu", name="age_dense")(norm(inputs["age"]))
c = layers.Flatten()(layers.Embedding(lookup.vocabulary_size(), 3, name="city_emb")(inputs["city"]))
x = layers.Concatenate()([a, c])
out = layers.Dense(1, activation="sigmoid", name="buy")(x)
model = keras.Model(inputs, out)


class F1(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        p = np.round(self.model.predict(dataset, verbose=0)[:, 0])
        print("f1", 2 * (p * bought).sum() / max((p + bought).sum(), 1))


model.compile(keras.optimizers.Adam(), "binary_crossentropy", steps_per_execution=2)
model.fit(dataset, epochs=2, callbacks=[F1()], verbose=0)
