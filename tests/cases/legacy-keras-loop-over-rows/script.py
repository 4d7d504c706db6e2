import tensorflow as tf
import tf_keras as keras


class Recurrent(keras.Model):
    def __init__(self):
        super().__init__()
        self.read = keras.layers.Dense(4, name="read")
        self.keep = keras.layers.Dense(4, use_bias=False, name="keep")
        self.score = keras.layers.Dense(1, name="score")
        self.unread = keras.layers.Dense(4, name="unread")

    def call(self, inputs):
        state, outputs = None, []
        for row in inputs:
            state = tf.tanh(self.read(row) + (0.0 if state is None else self.keep(state)))
            outputs.append(state)
        if tf.reduce_sum(state) > 1e6:
            outputs = outputs[:1]
        side = tf.stop_gradient(self.unread(state))
        return self.score(tf.stack(outputs)) + tf.reduce_mean(side)


model = Recurrent()
optimizer = keras.optimizers.SGD(0.01)
data = tf.random.normal([5, 8, 3])
for _ in range(3):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((model(data) - 1.0) ** 2)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    print(float(loss), [g is not None for g in gradients])
