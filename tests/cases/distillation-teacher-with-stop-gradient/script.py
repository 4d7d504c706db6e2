import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

teacher = keras.Sequential([keras.Input((10,)), layers.Dense(32, activation="relu", name="t1"), layers.Dense(4, name="t2")], name="teacher")
student = keras.Sequential([keras.Input((10,)), layers.Dense(6, activation="relu", name="s1"), layers.Dense(4, name="s2")], name="student")


class Distiller(keras.Model):
    def __init__(self, student, teacher):
        super().__init__(name="distiller")
        self.student = student
        self.teacher = teacher

    def compile(self, optimizer, alpha=0.3, temperature=4.0, **kw):
        super().compile(optimizer=optimizer, **kw)
        self.alpha, self.temperature = alpha, temperature
        self.hard = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        self.soft = keras.losses.KLDivergence()

    def call(self, x, training=None):
        return self.student(x, training=training)

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            soft_targets = tf.stop_gradient(self.teacher(x, training=False))
            logits = self.student(x, training=True)
            hard = self.hard(y, logits)
            soft = self.soft(tf.nn.softmax(soft_targets / self.temperature),
                             tf.nn.softmax(logits / self.temperature)) * self.temperature ** 2
            loss = self.alpha * hard + (1 - self.alpha) * soft
        weights = self.student.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        return {"loss": loss, "hard": hard, "soft": soft}


x = tf.random.normal((96, 10))
y = tf.random.uniform((96,), maxval=4, dtype=tf.int32)
d = Distiller(student, teacher)
d.compile(keras.optimizers.Adam(1e-3))
d.fit(x, y, batch_size=32, epochs=2, verbose=2)
