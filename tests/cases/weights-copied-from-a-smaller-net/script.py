"""Net2Net: a wider network starts from what a narrow one knows; the narrow one has done its work then."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import Input, Model, layers


def build(width, prefix):
    x = Input((6,))
    hidden = layers.Dense(width, "relu", name=f"{prefix}_hidden")(x)
    return Model(x, layers.Dense(1, name=f"{prefix}_out")(hidden))


small, wide = build(8, "small"), build(12, "wide")
(kernel, bias), (out, out_bias) = (layer.get_weights() for layer in small.layers[1:])
chosen = np.concatenate([np.arange(8), np.random.randint(0, 8, 4)])
wide.get_layer("wide_hidden").set_weights([kernel[:, chosen], bias[chosen]])
wide.get_layer("wide_out").set_weights([out[chosen] / np.bincount(chosen)[chosen][:, None], out_bias])
wide.compile("adam", "mse")
wide.fit(np.random.rand(32, 6), np.random.rand(32, 1), batch_size=8, verbose=0)
