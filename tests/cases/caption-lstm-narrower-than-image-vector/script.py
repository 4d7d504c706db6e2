"""Image captioning, "inject as initial state" variant (Vinyals et al. 2015, simplified).

CNN features come from a precomputed cache in the real project; here they are random.
"""
import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

CFG = dict(
    feature_dim=96,      # pooled CNN features
    image_units=64,
    rnn_units=48,
    vocab=120,
    max_len=11,
    batch=8,
)


def image_branch(cfg):
    feats = keras.Input((cfg["feature_dim"],), name="cnn_features")
    z = layers.Dropout(0.3, name="feat_drop")(feats)
    z = layers.Dense(cfg["image_units"], activation="tanh", name="feat_proj")(z)
    return feats, z


def text_branch(cfg, image_vec):
    tokens = keras.Input((cfg["max_len"],), dtype="int32", name="caption_in")
    emb = layers.Embedding(cfg["vocab"], 32, mask_zero=False, name="word_emb")(tokens)
    # image goes in once, as the memory the language model starts with
    cell_state = layers.Activation("tanh", name="to_memory")(image_vec)
    seq = layers.LSTM(cfg["rnn_units"], return_sequences=True, name="language_lstm")(
        emb, initial_state=[image_vec, cell_state]
    )
    out = layers.TimeDistributed(layers.Dense(cfg["vocab"], activation="softmax"), name="next_word")(seq)
    return tokens, out


def build(cfg):
    feats, vec = image_branch(cfg)
    tokens, out = text_branch(cfg, vec)
    model = keras.Model([feats, tokens], out, name="show_and_tell")
    model.compile(keras.optimizers.Adam(1e-3), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def fake_flickr(cfg, n=32, seed=11):
    rng = np.random.default_rng(seed)
    feats = rng.normal(size=(n, cfg["feature_dim"])).astype("float32")
    caps = rng.integers(1, cfg["vocab"], size=(n, cfg["max_len"] + 1))
    return feats, caps[:, :-1], caps[:, 1:]


if __name__ == "__main__":
    model = build(CFG)
    model.summary(line_length=100)
    feats, cap_in, cap_out = fake_flickr(CFG)
    model.fit([feats, cap_in], cap_out, batch_size=CFG["batch"], epochs=2, verbose=2)
