import tensorflow as tf
import keras
from keras import layers

LINES = ["to be or not to be that is the question", "whether tis nobler in the mind to suffer",
         "the slings and arrows of outrageous fortune", "or to take arms against a sea of troubles"] * 6
SEQ, DIM = 9, 16

vectorize = layers.TextVectorization(max_tokens=60, output_sequence_length=SEQ + 1)
vectorize.adapt(LINES)
VOCAB = vectorize.vocabulary_size()


def split(line):
    ids = vectorize(line)
    return ids[:, :-1], ids[:, 1:]


class Tokens(layers.Layer):
    def __init__(self, **kw):
        super().__init__(**kw)
        self.tok = layers.Embedding(VOCAB, DIM, name="tok")
        self.pos = layers.Embedding(SEQ, DIM, name="pos")

    def call(self, ids):
        return self.tok(ids) + self.pos(tf.range(tf.shape(ids)[-1]))


inp = keras.Input((SEQ,), dtype="int64")
x = Tokens(name="tokens")(inp)
for i in range(2):
    a = layers.MultiHeadAttention(2, DIM // 2, name=f"att{i}", use_bias=False)(x, x, use_causal_mask=True)
    x = layers.LayerNormalization(name=f"ln{i}a")(x + a)
    f = layers.Dense(DIM, name=f"ff{i}b")(layers.Dense(2 * DIM, activation="gelu", name=f"ff{i}a")(x))
    x = layers.LayerNormalization(name=f"ln{i}b")(x + f)
logits = layers.Dense(VOCAB, name="lm_head")(x)
lm = keras.Model(inp, logits)
lm.compile(keras.optimizers.AdamW(3e-4, clipnorm=1.0), keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=0))
lm.fit(tf.data.Dataset.from_tensor_slices(LINES).batch(8).map(split), epochs=1)
