import json
import numpy as np
import keras
from keras import layers

CONFIG = json.loads("""
{
  "timesteps": 12, "channels": 3,
  "heads": {"activity": {"classes": 5, "weight": 1.0},
            "placement": {"classes": 3, "weight": 0.0}},
  "optimizer": {"class_name": "Adam", "config": {"learning_rate": 0.001}}
}
""")


def conv_block(x, filters, i):
    x = layers.Conv1D(filters, 3, padding="same", use_bias=False, name=f"conv{i}")(x)
    x = layers.BatchNormalization(name=f"bn{i}")(x)
    return layers.ReLU(name=f"relu{i}")(x)


def build(cfg):
    inp = keras.Input((cfg["timesteps"], cfg["channels"]), name="imu")
    x = inp
    for i, f in enumerate((8, 16)):
        x = conv_block(x, f, i)
    shared = layers.LSTM(16, name="lstm")(x)
    outs = {}
    for name, head in cfg["heads"].items():
        z = layers.Dense(12, activation="relu", name=f"{name}_fc")(shared)
        outs[name] = layers.Dense(head["classes"], activation="softmax", name=name)(z)
    model = keras.Model(inp, outs, name="har")
    model.compile(
        optimizer=keras.optimizers.get(cfg["optimizer"]),
        loss={n: "sparse_categorical_crossentropy" for n in outs},
        loss_weights={n: h["weight"] for n, h in cfg["heads"].items()},
        metrics={n: ["accuracy"] for n in outs},
    )
    return model


imu = np.random.randn(90, CONFIG["timesteps"], CONFIG["channels"]).astype("float32")
labels = {n: np.random.randint(0, h["classes"], 90) for n, h in CONFIG["heads"].items()}
model = build(CONFIG)
history = model.fit(imu, labels, epochs=2, batch_size=30, verbose=0)
for key, values in history.history.items():
    print(f"{key:25s} {values[-1]:.3f}")
