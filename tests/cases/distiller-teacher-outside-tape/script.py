"""Knowledge distillation; teacher and student are convnets, teacher was 'trained' before."""
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers


def convnet(width, name):
    return keras.Sequential([
        keras.Input((12, 12, 1)),
        layers.Conv2D(width, 3, strides=2, padding="same", name=f"{name}_conv1"),
        layers.LeakyReLU(negative_slope=0.2),
        layers.Conv2D(width * 2, 3, strides=2, padding="same", name=f"{name}_conv2"),
        layers.Flatten(),
        layers.Dense(10, name=f"{name}_fc"),
    ], name=name)


class Distiller(keras.Model):
    def __init__(self, student, teacher):
        super().__init__()
        self.teacher = teacher
        self.student = student

    def compile(self, optimizer, metrics, student_loss_fn, distillation_loss_fn, alpha=0.1, temperature=3):
        super().compile(optimizer=optimizer, metrics=metrics)
        self.student_loss_fn = student_loss_fn
        self.distillation_loss_fn = distillation_loss_fn
        self.alpha = alpha
        self.temperature = temperature

    def train_step(self, data):
        x, y = data
        soft = tf.nn.softmax(self.teacher(x, training=False) / self.temperature, axis=1)
        with tf.GradientTape() as tape:
            predictions = self.student(x, training=True)
            student_loss = self.student_loss_fn(y, predictions)
            distillation_loss = self.distillation_loss_fn(
                soft, tf.nn.softmax(predictions / self.temperature, axis=1)) * self.temperature ** 2
            loss = self.alpha * student_loss + (1 - self.alpha) * distillation_loss
        trainable_vars = self.student.trainable_variables
        gradients = tape.gradient(loss, trainable_vars)
        self.optimizer.apply_gradients(zip(gradients, trainable_vars))
        for metric in self.metrics:
            if metric.name == "loss":
                metric.update_state(loss)
            else:
                metric.update_state(y, predictions)
        return {"student_loss": student_loss, "distillation_loss": distillation_loss}

    def call(self, x):
        return self.student(x)


x = np.random.rand(64, 12, 12, 1).astype("float32")
y = np.random.randint(0, 10, 64)
distiller = Distiller(student=convnet(4, "student"), teacher=convnet(8, "teacher"))
distiller.compile(
    optimizer=keras.optimizers.Adam(),
    metrics=[keras.metrics.SparseCategoricalAccuracy()],
    student_loss_fn=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    distillation_loss_fn=keras.losses.KLDivergence(),
)
distiller.fit(x, y, epochs=2, batch_size=16, verbose=2)
