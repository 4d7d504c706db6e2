"""Decoder called with one token at a time: each call is a GRU over a length-1 sequence, the state is handed on."""
import numpy as np
import tensorflow as tf
import keras
from keras import layers, ops


class StepDecoder(keras.Model):
    def __init__(self, vocab, dim, **kw):
        super().__init__(**kw)
        self.emb = layers.Embedding(vocab, dim, name="emb")
        self.gru = layers.GRU(dim, return_state=True, return_sequences=True, name="gru")
        self.fc = layers.Dense(vocab, name="fc")

    def call(self, token, state):
        y, state = self.gru(self.emb(token)[:, None, :], initial_state=state)
        return self.fc(y[:, 0]), state


class Captioner(keras.Model):
    def __init__(self, vocab=20, dim=14, steps=4):
        super().__init__(name="captioner")
        self.vocab, self.steps = vocab, steps
        self.cnn = keras.Sequential([layers.Conv2D(6, 3, activation="relu", name="c"), layers.GlobalMaxPooling2D()], name="cnn")
        self.init_state = layers.Dense(dim, activation="tanh", name="init_state")
        self.decoder = StepDecoder(vocab, dim, name="decoder")
        self.loss_tracker = keras.metrics.Mean(name="loss")

    @property
    def metrics(self):
        return [self.loss_tracker]

    def unroll(self, image, caption):
        state = self.init_state(self.cnn(image))
        for t in range(self.steps):
            logits, state = self.decoder(caption[:, t], state)
            yield logits

    def call(self, inputs):
        return ops.stack(list(self.unroll(*inputs)), axis=1)

    def train_step(self, batch):
        image, caption = batch
        with tf.GradientTape() as tape:
            per_step = [ops.mean(keras.losses.sparse_categorical_crossentropy(caption[:, t + 1], l, from_logits=True))
                        for t, l in enumerate(self.unroll(image, caption))]
            loss = sum(per_step) / self.steps
        self.optimizer.apply(tape.gradient(loss, self.trainable_variables), self.trainable_variables)
        self.loss_tracker.update_state(loss)
        return {"loss": self.loss_tracker.result(), "last_step": per_step[-1]}


images = np.random.rand(40, 9, 9, 1).astype("float32")
captions = np.random.randint(0, 20, (40, 5)).astype("int32")
net = Captioner()
net([images[:2], captions[:2]])  # build
net.compile(optimizer=keras.optimizers.Adam(1e-3))
net.fit(images, captions, batch_size=10, epochs=2, verbose=2)
