"""Keras' own enable_lora on a small pre-trained text model: B starts at zero, base kernels are frozen."""
import numpy as np
import keras
from keras import layers

VOCAB, LEN, DIM = 60, 8, 16


def causal_lm():
    ids = keras.Input((LEN,), dtype="int32")
    x = layers.Embedding(VOCAB, DIM, name="wte")(ids)
    for i in range(2):
        a = layers.LayerNormalization(name=f"ln_a{i}")(x)
        q, k, v = (layers.Dense(DIM, name=f"{n}{i}")(a) for n in "qkv")
        a = layers.Attention(use_scale=True, name=f"att{i}")([q, v, k], use_causal_mask=True)
        x = layers.Add()([x, a])
        f = layers.Dense(2 * DIM, activation="gelu", name=f"up{i}")(layers.LayerNormalization(name=f"ln_f{i}")(x))
        x = layers.Add()([x, layers.Dense(DIM, name=f"down{i}")(f)])
    return keras.Model(ids, layers.Dense(VOCAB, name="lm_head")(x), name="lm")


def loraize(model, rank=2, targets=("q", "v", "wte")):
    for layer in model.layers:
        layer.trainable = False
    for layer in model.layers:
        if layer.name.startswith(targets):
            layer.trainable = True
            layer.enable_lora(rank)
            if getattr(layer, "bias", None) is not None:
                layer.bias.trainable = False
    return model


lm = loraize(causal_lm())
names = [v.path for v in lm.trainable_variables]
print(len(names), "adapter matrices:", names)
lm.compile(optimizer=keras.optimizers.Adam(1e-2), loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
tokens = np.random.randint(0, VOCAB, (64, LEN + 1))
lm.fit(tokens[:, :-1], tokens[:, 1:], epochs=2, batch_size=16, verbose=2)
