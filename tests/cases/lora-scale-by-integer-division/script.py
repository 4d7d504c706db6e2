"""Fine-tune a frozen encoder with LoRA adapters on the dense layers."""
import numpy as np
import keras
from keras import layers, ops

RANK = 8
ALPHA = 4


class LoraDense(layers.Layer):
    """y = W x + (alpha / r) * B A x with W frozen."""

    def __init__(self, base, rank=RANK, alpha=ALPHA, **kwargs):
        super().__init__(**kwargs)
        self.base = base
        self.base.trainable = False
        self.rank = rank
        self.scale = alpha // rank

    def build(self, input_shape):
        if not self.base.built:
            self.base.build(input_shape)
        self.lora_a = self.add_weight(
            shape=(input_shape[-1], self.rank), initializer="he_uniform", name="lora_a")
        self.lora_b = self.add_weight(
            shape=(self.rank, self.base.units), initializer=keras.initializers.RandomNormal(stddev=0.02), name="lora_b")

    def call(self, x):
        delta = ops.matmul(ops.matmul(x, self.lora_a), self.lora_b)
        return self.base(x) + self.scale * delta


def pretrained_encoder(dim=16):
    # stands in for the checkpoint we load in production
    inp = keras.Input((dim,))
    x = layers.Dense(32, activation="gelu", name="ffn_in")(inp)
    x = layers.Dense(dim, name="ffn_out")(x)
    return keras.Model(inp, x, name="encoder")


def add_lora(encoder):
    inp = keras.Input(encoder.input_shape[1:])
    x = inp
    for layer in encoder.layers[1:]:
        act = layer.activation
        layer.activation = keras.activations.linear
        x = LoraDense(layer, name=layer.name + "_lora")(x)
        x = layers.Activation(act, name=layer.name + "_act")(x)
    return keras.Model(inp, x, name="encoder_lora")


encoder = add_lora(pretrained_encoder())
inp = keras.Input((16,))
logits = layers.Dense(3, name="cls")(encoder(inp))
model = keras.Model(inp, logits)
model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
print("trainable tensors:", len(model.trainable_variables))

X = np.random.randn(160, 16).astype("float32")
y = np.random.randint(0, 3, 160)
model.fit(X, y, epochs=2, batch_size=32, verbose=0)
print(model.evaluate(X, y, verbose=0))
