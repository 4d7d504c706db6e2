# face embeddings with softmax + center loss (centers are a trainable table)
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

ID, EMB = 6, 8


class CenterLoss(layers.Layer):
    def __init__(self, n_classes, weight=0.05, **kw):
        super().__init__(**kw)
        self.n_classes, self.weight = n_classes, weight

    def build(self, input_shape):
        self.centers = self.add_weight(shape=(self.n_classes, input_shape[-1]), initializer="random_normal", name="centers")

    def call(self, emb, labels=None):
        if labels is not None:
            c = tf.gather(self.centers, labels)
            self.add_loss(self.weight * tf.reduce_mean(tf.reduce_sum(tf.square(emb - c), axis=1)))
        return emb


class FaceNet(keras.Model):
    def __init__(self):
        super().__init__(name="facenet")
        self.body = keras.Sequential([layers.Conv2D(6, 3, activation="relu", name="conv"), layers.Flatten(),
                                      layers.Dense(EMB, name="emb")], name="body")
        self.center = CenterLoss(ID, name="center")
        self.logits = layers.Dense(ID, name="logits")
        self.ce = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        self.acc = keras.metrics.SparseCategoricalAccuracy(name="acc")

    def call(self, x, labels=None, training=False):
        e = self.center(self.body(x, training=training), labels=labels)
        return self.logits(e)

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            logits = self(x, labels=y, training=True)
            loss = self.ce(y, logits)
        grads = tape.gradient(loss, self.trainable_variables)
        pairs = [(tf.clip_by_norm(g, 1.0), v) for g, v in zip(grads, self.trainable_variables) if g is not None]
        self.optimizer.apply_gradients(pairs)
        self.acc.update_state(y, logits)
        return {"loss": loss, "acc": self.acc.result()}


faces = np.random.rand(60, 10, 10, 1).astype("float32")
ids = np.random.randint(0, ID, 60).astype("int32")
model = FaceNet()
model.compile(optimizer=keras.optimizers.SGD(0.05))
model.fit(faces, ids, batch_size=15, epochs=2, verbose=2)
