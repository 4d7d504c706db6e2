# Multimodal hate-speech classifier (text + image), the image only counts where its gate opens
import numpy as np
import tf_keras as keras
from tf_keras import backend as K
from tf_keras.layers import (LSTM, Activation, BatchNormalization, Conv2D, Dense, Embedding, Flatten, Input, Lambda,
                             MaxPooling2D, Multiply, concatenate)
from tf_keras.models import Model


def text_tower(seq):
    t = Embedding(90, 10, name="emb")(seq)
    return LSTM(12, dropout=0.2, name="text_lstm")(t)


def image_tower(img):
    v = Conv2D(4, (3, 3), padding="same", use_bias=False, name="conv_1")(img)
    v = BatchNormalization(name="bn_1")(v)
    v = Activation("relu")(v)
    v = MaxPooling2D((2, 2))(v)
    return Dense(12, activation="relu", name="img_fc")(Flatten()(v))


def hard_gate(text, image, units=12):
    """1 where the image agrees with the text, 0 elsewhere"""
    both = concatenate([text, image], name="both")
    p = Dense(units, activation="sigmoid", name="gate_fc")(both)
    return Lambda(lambda t: K.cast(K.greater(t, 0.5), K.floatx()), name="gate")(p)


def main():
    seq, img = Input((9,), dtype="int32", name="post"), Input((8, 8, 3), name="meme")
    text, image = text_tower(seq), image_tower(img)
    gate = hard_gate(text, image)
    fused = concatenate([text, Multiply(name="gated_image")([image, gate])], name="fused")
    out = Dense(1, activation="sigmoid", name="hateful")(fused)
    model = Model(inputs=[seq, img], outputs=out)
    model.compile(keras.optimizers.RMSprop(learning_rate=1e-3), loss="binary_crossentropy", metrics=["acc"])

    rng = np.random.RandomState(3)
    X = {"post": rng.randint(0, 90, (40, 9)), "meme": rng.rand(40, 8, 8, 3)}
    y = rng.randint(0, 2, 40)
    model.fit(X, y, class_weight={0: 1.0, 1: 2.5}, epochs=2, batch_size=10, verbose=2)


if __name__ == "__main__":
    main()
