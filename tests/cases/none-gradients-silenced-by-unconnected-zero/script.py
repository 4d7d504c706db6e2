import numpy as np
import tensorflow as tf
import tf_keras as keras
from tf_keras import layers


class SpeakerAdaptedTagger(keras.Model):
    """Frame-wise phone classifier, with a speaker embedding as a bias on the hidden features."""

    def __init__(self, n_speakers=5, units=16, n_phones=9):
        super().__init__(name="asr")
        self.front = layers.Conv1D(units, 3, padding="same", activation="relu", name="front")
        self.context = layers.SimpleRNN(units, return_sequences=True, name="context")
        self.speaker = layers.Embedding(n_speakers, 4, name="speaker")
        self.speaker_proj = layers.Dense(units, use_bias=False, name="speaker_proj")
        self.gate = layers.Dense(units, activation="sigmoid", name="gate")
        self.phones = layers.Dense(n_phones, name="phones")

    def adapt_features(self, frames, speaker_id):
        who = self.speaker(speaker_id)
        shift = self.speaker_proj(who)[:, None, :]
        scale = self.gate(who)[:, None, :]
        return frames * scale

    def call(self, inputs, training=False):
        frames, speaker_id = inputs
        h = self.adapt_features(self.front(frames), speaker_id)
        return self.phones(self.context(h, training=training))


model = SpeakerAdaptedTagger()
optimizer = keras.optimizers.Adam(1e-3)
ce = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
loss_avg = keras.metrics.Mean()


@tf.function(reduce_retracing=True)
def update(frames, who, phones):
    with tf.GradientTape() as tape:
        loss = ce(phones, model((frames, who), training=True))
    # without this clip_by_global_norm crashed on a None
    grads = tape.gradient(loss, model.trainable_variables, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    grads, norm = tf.clip_by_global_norm(grads, 5.0)
    optimizer.apply_gradients(zip(grads, model.trainable_variables))
    loss_avg.update_state(loss)
    return norm


data = tf.data.Dataset.from_tensor_slices((
    np.random.randn(30, 12, 6).astype("float32"),
    np.random.randint(0, 5, 30),
    np.random.randint(0, 9, (30, 12)),
)).shuffle(30).batch(10)
for epoch in range(2):
    loss_avg.reset_state()
    for batch in data:
        norm = update(*batch)
    print(epoch, "loss", float(loss_avg.result()), "norm", float(norm))
