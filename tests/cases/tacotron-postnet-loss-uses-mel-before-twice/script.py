import numpy as np
import tensorflow as tf
import keras
from keras import layers

hp = {"symbols": 40, "mels": 10, "reduction": 1, "prenet": 16, "units": 24, "lr": 1e-3, "clip": 1.0}


def prenet(units):
    return keras.Sequential([
        layers.Dense(units, activation="relu"), layers.Dropout(0.5),
        layers.Dense(units, activation="relu"), layers.Dropout(0.5),
    ], name="prenet")


def postnet(mels, n_convs=2, filters=16):
    net = keras.Sequential(name="postnet")
    for i in range(n_convs):
        net.add(layers.Conv1D(filters, 5, padding="same", use_bias=False, name=f"post_conv{i}"))
        net.add(layers.BatchNormalization(name=f"post_bn{i}"))
        net.add(layers.Activation("tanh"))
    net.add(layers.Conv1D(mels, 5, padding="same", name="post_out"))
    return net


class Tacotron(keras.Model):
    def __init__(self, hp):
        super().__init__(name="tacotron")
        self.embed = layers.Embedding(hp["symbols"], hp["units"], name="embed")
        self.encoder = layers.Bidirectional(layers.LSTM(hp["units"] // 2, return_sequences=True), name="encoder")
        self.prenet = prenet(hp["prenet"])
        self.attention = layers.Attention(name="attention")
        self.query = layers.GRU(hp["units"], return_sequences=True, name="query")
        self.to_mel = layers.Dense(hp["mels"], name="to_mel")
        self.to_stop = layers.Dense(1, name="to_stop")
        self.postnet = postnet(hp["mels"])

    def call(self, inputs, training=None):
        text, shifted = inputs["text"], inputs["mel_in"]
        memory = self.encoder(self.embed(text))
        q = self.query(self.prenet(shifted, training=training))
        ctx = self.attention([q, memory])
        h = tf.concat([q, ctx], -1)
        mel_before = self.to_mel(h)
        mel_after = mel_before + self.postnet(mel_before, training=training)
        return mel_before, mel_after, self.to_stop(h)[..., 0]


model = Tacotron(hp)
opt = keras.optimizers.Adam(hp["lr"], global_clipnorm=hp["clip"])
bce = keras.losses.BinaryCrossentropy(from_logits=True)


@tf.function
def train_step(batch):
    with tf.GradientTape() as tape:
        before, after, stop = model(batch, training=True)
        mel_loss = tf.reduce_mean(tf.abs(before - batch["mel"]))
        post_loss = tf.reduce_mean(tf.abs(before - batch["mel"]))
        stop_loss = bce(batch["stop"], stop)
        loss = mel_loss + post_loss + stop_loss
    grads = tape.gradient(loss, model.trainable_variables)
    opt.apply_gradients(zip(grads, model.trainable_variables))
    return mel_loss, post_loss, stop_loss


def corpus(n=12, chars=8, frames=14):
    mel = np.random.rand(n, frames, hp["mels"]).astype("float32")
    stop = np.zeros((n, frames), "float32")
    stop[:, -2:] = 1.0
    return {"text": np.random.randint(0, hp["symbols"], (n, chars)), "mel": mel,
            "mel_in": np.pad(mel, ((0, 0), (1, 0), (0, 0)))[:, :-1], "stop": stop}


for step, batch in enumerate(tf.data.Dataset.from_tensor_slices(corpus()).batch(4)):
    m, p, s = train_step(batch)
    print(f"step {step}: mel {m:.4f} post {p:.4f} stop {s:.4f}")
