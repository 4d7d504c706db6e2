"""Sweep worker. Skips a run whose result is already there, so that the sweep can be restarted."""
import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import tensorflow as tf

RUN = {"units": 16, "act": "tanh", "lr": 0.003, "seed": 1}
KEY = hashlib.md5(json.dumps(RUN, sort_keys=True).encode()).hexdigest()[:8]
RESULTS = Path(__file__).resolve().parent / "results.json"


def already_done():
    return RESULTS.exists() and any(r["run"] == RUN for r in json.loads(RESULTS.read_text()))


if already_done():
    print("run", KEY, "is done, nothing to do")
    sys.exit(0)

tf.keras.utils.set_random_seed(RUN["seed"])
model = tf.keras.Sequential([
    tf.keras.Input((6,)),
    tf.keras.layers.Dense(RUN["units"], RUN["act"], name="hidden"),
    tf.keras.layers.Dense(1, name="out"),
])
model.compile(tf.keras.optimizers.Adam(RUN["lr"]), "mse")
x = np.random.randn(64, 6)
h = model.fit(x, x[:, :1] * x[:, 1:2], epochs=2, verbose=0)
print(KEY, h.history)
