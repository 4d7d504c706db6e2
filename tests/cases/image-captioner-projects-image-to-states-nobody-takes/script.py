import numpy as np
import tensorflow as tf
from tensorflow.keras import Model, layers, losses, optimizers

VOCAB, SEQ, UNITS = 26, 8, 14


def get_cnn():
    return tf.keras.Sequential([
        layers.Conv2D(8, 3, strides=2, activation="relu", name="c1"),
        layers.Conv2D(12, 3, strides=2, activation="relu", name="c2"),
        layers.GlobalAveragePooling2D(name="gap"),
    ], name="cnn")


class CaptionDecoder(layers.Layer):
    def __init__(self, **kw):
        super().__init__(**kw)
        self.embedding = layers.Embedding(VOCAB, 10, mask_zero=True, name="embedding")
        self.image_to_h = layers.Dense(UNITS, activation="tanh", name="image_to_h")
        self.image_to_c = layers.Dense(UNITS, activation="tanh", name="image_to_c")
        self.lstm = layers.LSTM(UNITS, return_sequences=True, name="lstm")
        self.out = layers.Dense(VOCAB, name="out")

    def initial_state(self, image):
        return [self.image_to_h(image), self.image_to_c(image)]

    def call(self, image, words, training=False):
        states = self.initial_state(image)
        x = self.embedding(words)
        if training:
            x = tf.nn.dropout(x, 0.1)
        x = self.lstm(x)
        return self.out(x)


class ImageCaptioningModel(Model):
    def __init__(self):
        super().__init__(name="captioner")
        self.cnn_model = get_cnn()
        self.decoder = CaptionDecoder(name="decoder")
        self.loss_tracker = tf.keras.metrics.Mean(name="loss")

    def calculate_loss(self, y_true, y_pred, mask):
        loss = self.loss_fn(y_true, y_pred)
        mask = tf.cast(mask, loss.dtype)
        return tf.reduce_sum(loss * mask) / tf.reduce_sum(mask)

    def compile(self, loss_fn, **kw):
        super().compile(**kw)
        self.loss_fn = loss_fn

    def train_step(self, batch):
        images, captions = batch
        inp, true = captions[:, :-1], captions[:, 1:]
        with tf.GradientTape() as tape:
            pred = self.decoder(self.cnn_model(images), inp, training=True)
            loss = self.calculate_loss(true, pred, tf.not_equal(true, 0))
        train_vars = self.cnn_model.trainable_variables + self.decoder.trainable_variables
        grads = tape.gradient(loss, train_vars)
        self.optimizer.apply_gradients(zip(grads, train_vars))
        self.loss_tracker.update_state(loss)
        return {"loss": self.loss_tracker.result()}


images = np.random.rand(32, 20, 20, 3).astype("float32")
captions = np.random.randint(1, VOCAB, (32, SEQ))
captions[:, -2:] = 0
model = ImageCaptioningModel()
model.compile(losses.SparseCategoricalCrossentropy(from_logits=True, reduction="none"),
              optimizer=optimizers.Adam(1e-3))
model.fit(tf.data.Dataset.from_tensor_slices((images, captions)).batch(8), epochs=1, verbose=2)
