import tensorflow as tf
from tensorflow import keras


def negative_cosine(p, z):
    p = tf.stop_gradient(p)
    z = tf.stop_gradient(z)
    p = tf.math.l2_normalize(p, axis=1)
    z = tf.math.l2_normalize(z, axis=1)
    return -tf.reduce_mean(tf.reduce_sum(p * z, axis=1))


class SimSiam(keras.Model):
    def __init__(self):
        super().__init__(name="simsiam")
        self.backbone = keras.layers.Dense(24, activation="relu", name="backbone")
        self.project = keras.layers.Dense(12, name="project")
        self.predict_head = keras.layers.Dense(12, name="predict")
        self.classify = keras.layers.Dense(3, name="classify")

    def augment(self, x):
        return x + 0.1 * tf.random.normal(tf.shape(x))

    def train_step(self, data):
        x, y = data
        one, two = self.augment(x), self.augment(x)
        with tf.GradientTape() as tape:
            f1, f2 = self.backbone(one), self.backbone(two)
            z1, z2 = self.project(f1), self.project(f2)
            p1, p2 = self.predict_head(z1), self.predict_head(z2)
            ssl = 0.5 * (negative_cosine(p1, z2) + negative_cosine(p2, z1))
            ce = self.compute_loss(y=y, y_pred=self.classify(f1))
            loss = ce + ssl
        grads = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply(grads, self.trainable_variables)
        return {"loss": loss, "ssl": ssl}


model = SimSiam()
model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(tf.random.normal((64, 10)), tf.random.uniform((64,), maxval=3, dtype=tf.int32), batch_size=16)
