"""Visual question answering (toy): question tokens attend to the image, then classify the answer."""
import numpy as np
import keras
from keras import layers

HP = {"vocab": 50, "qlen": 6, "dim": 16, "heads": 2, "answers": 5}


def image_tower(x):
    x = layers.Conv2D(8, 3, strides=2, activation="relu", name="conv1")(x)
    x = layers.Conv2D(HP["dim"], 3, strides=2, activation="relu", name="conv2")(x)
    x = layers.GlobalAveragePooling2D(keepdims=True, name="pool")(x)
    return layers.Reshape((-1, HP["dim"]), name="regions")(x)


def text_tower(q):
    x = layers.Embedding(HP["vocab"], HP["dim"], name="tok")(q)
    return layers.Bidirectional(layers.GRU(HP["dim"] // 2, return_sequences=True), name="bigru")(x)


def build():
    img = keras.Input((20, 20, 3), name="image")
    q = keras.Input((HP["qlen"],), dtype="int32", name="question")
    regions = image_tower(img)
    words = text_tower(q)
    attended = layers.MultiHeadAttention(HP["heads"], HP["dim"] // HP["heads"], name="cross")(
        query=words, value=regions)
    x = layers.Add()([words, attended])
    x = layers.LayerNormalization(name="ln")(x)
    x = layers.GlobalMaxPooling1D()(x)
    out = layers.Dense(HP["answers"], activation="softmax", name="answer")(x)
    return keras.Model({"image": img, "question": q}, out, name="vqa")


model = build()
model.compile(optimizer=keras.optimizers.AdamW(1e-3), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
n = 48
data = {
    "image": np.random.rand(n, 20, 20, 3).astype("float32"),
    "question": np.random.randint(0, HP["vocab"], size=(n, HP["qlen"])),
}
labels = np.random.randint(0, HP["answers"], size=n)
model.fit(data, labels, batch_size=16, epochs=2, verbose=2)
