# mini text-to-spectrogram model; two things that the review found are still in here...
import tensorflow as tf
from tensorflow.keras import layers

MELS, PHONES, SPEAKERS = 10, 25, 4


class Postnet(layers.Layer):
    def __init__(self, **kw):
        super().__init__(**kw)
        self.c1 = layers.Conv1D(12, 3, padding="same", activation="tanh", name="c1")
        self.c2 = layers.Conv1D(MELS, 3, padding="same", name="c2")

    def call(self, mel):
        return self.c2(self.c1(mel))


class Synth(tf.keras.Model):
    def __init__(self):
        super().__init__(name="synth")
        self.phones = layers.Embedding(PHONES, 16, name="phones")
        self.speakers = layers.Embedding(SPEAKERS, 16, name="speakers")
        self.rnn = layers.GRU(16, return_sequences=True, name="rnn")
        self.to_mel = layers.Dense(MELS, name="to_mel")
        self.postnet = Postnet(name="postnet")

    def condition(self, text, who):
        spk = tf.stop_gradient(self.speakers(who))       # speaker vectors come from verification
        return text + spk[:, None, :]

    def call(self, inputs, training=None):
        ids, who = inputs
        h = self.rnn(self.condition(self.phones(ids), who))
        before = self.to_mel(h)
        after = before + self.postnet(before)
        return before, after


model = Synth()
optimizer = tf.keras.optimizers.Adam(1e-3)


def l1_l2(target, mel):
    return tf.reduce_mean(tf.abs(target - mel)) + tf.reduce_mean(tf.square(target - mel))


@tf.function
def train_step(ids, who, target):
    with tf.GradientTape() as tape:
        before, after = model((ids, who), training=True)
        loss = l1_l2(target, before) + l1_l2(target, before)
    grads = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(grads, model.trainable_variables))
    return loss


for batch in range(4):
    ids = tf.random.uniform([8, 12], maxval=PHONES, dtype=tf.int32)
    who = tf.random.uniform([8], maxval=SPEAKERS, dtype=tf.int32)
    print("batch", batch, "mel loss %.4f" % train_step(ids, who, tf.random.normal([8, 12, MELS])).numpy())
