"""Mini WaveNet (8-bit mu-law) with global speaker conditioning, functional Keras."""
import numpy as np
import keras
from keras import layers, ops

MU, CHANNELS, SKIP, SPEAKERS = 32, 8, 12, 3
DILATIONS = [1, 2, 4, 1, 2, 4]


def wavenet_block(x, cond, i, dilation):
    z = layers.Conv1D(2 * CHANNELS, 2, dilation_rate=dilation, padding="causal", name=f"dil_{i}")(x)
    z = layers.Add(name=f"cond_add_{i}")([z, cond])
    filt, gate = z[..., :CHANNELS], z[..., CHANNELS:]
    z = layers.Multiply(name=f"gated_{i}")([ops.tanh(filt), ops.sigmoid(gate)])
    skip = layers.Conv1D(SKIP, 1, name=f"skip_{i}")(z)
    x = layers.Add(name=f"out_{i}")([x, layers.Conv1D(CHANNELS, 1, name=f"res_{i}")(z)])
    return x, skip


def speaker_condition(speaker):
    e = layers.Embedding(SPEAKERS, 4, name="speaker_emb")(speaker)
    e = layers.Dense(2 * CHANNELS, activation="tanh", name="cond_proj")(e)
    # the speaker table came from the verification model, do not destroy it
    return ops.stop_gradient(e)


wave = keras.Input((None,), dtype="int32", name="wave")
speaker = keras.Input((1,), dtype="int32", name="speaker")
cond = speaker_condition(speaker)
x = layers.Embedding(MU, CHANNELS, name="samples")(wave)
skips = []
for i, d in enumerate(DILATIONS):
    x, s = wavenet_block(x, cond, i, d)
    skips.append(s)
out = layers.ReLU()(layers.Add(name="skip_sum")(skips))
out = layers.Conv1D(SKIP, 1, activation="relu", name="post")(out)
logits = layers.Conv1D(MU, 1, name="logits")(out)

model = keras.Model([wave, speaker], logits, name="wavenet")
model.compile(
    optimizer=keras.optimizers.Adam(1e-3, use_ema=True, ema_momentum=0.99),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=0),
)
audio = np.random.randint(0, MU, size=(16, 41))
who = np.random.randint(0, SPEAKERS, size=(16, 1))
model.fit([audio[:, :-1], who], audio[:, 1:], batch_size=4, epochs=2, verbose=2)
