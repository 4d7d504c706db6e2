import tensorflow as tf
from tensorflow import keras


class SAMModel(keras.Model):
    def __init__(self, inner, rho=0.05):
        super().__init__(name="sam")
        self.inner, self.rho = inner, rho

    def call(self, x, training=None):
        return self.inner(x, training=training)

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = self.compute_loss(y=y, y_pred=self(x, training=True))
        params = self.trainable_variables
        grads = tape.gradient(loss, params)
        scale = self.rho / (tf.linalg.global_norm(grads) + 1e-12)
        moves = [g * scale for g in grads]
        for p, m in zip(params, moves):
            p.assign_add(m)
        with tf.GradientTape() as tape:
            sharp = self.compute_loss(y=y, y_pred=self(x, training=True))
        sharp_grads = tape.gradient(sharp, params)
        for p, m in zip(params, moves):
            p.assign_sub(m)
        self.optimizer.apply_gradients(zip(sharp_grads, params))
        return {"loss": loss, "sharp": sharp}


inner = keras.Sequential([keras.Input((6,)), keras.layers.Dense(10, activation="relu"), keras.layers.Dense(3)], name="inner")
model = SAMModel(inner)
model.compile(keras.optimizers.SGD(0.05), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
x = tf.random.normal((60, 6))
model.fit(x, tf.argmax(x[:, :3], axis=1), batch_size=20, epochs=2, verbose=2)
