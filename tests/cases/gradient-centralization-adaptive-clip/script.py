import tensorflow as tf
from tensorflow import keras


def centralize(g):
    if g.shape.rank and g.shape.rank > 1:
        g = g - tf.reduce_mean(g, axis=list(range(g.shape.rank - 1)), keepdims=True)
    return g


def agc(v, g, clip=0.1, eps=1e-3):
    vn = tf.maximum(tf.norm(v), eps)
    gn = tf.norm(g)
    return tf.where(gn > clip * vn, g * (clip * vn / tf.maximum(gn, 1e-6)), g)


class GCNet(keras.Model):
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compute_loss(y=y, y_pred=y_pred)
        tv = self.trainable_variables
        named = {v.path: (agc(v, centralize(g)), v) for g, v in zip(tape.gradient(loss, tv), tv)}
        self.optimizer.apply_gradients([named[k] for k in sorted(named)])
        for m in self.metrics:
            m.update_state(loss) if m.name == "loss" else m.update_state(y, y_pred)
        return {m.name: m.result() for m in self.metrics}


i = keras.Input((9, 9, 1))
x = keras.layers.Conv2D(4, 3, name="c")(i)
x = keras.layers.BatchNormalization(name="bn")(x)
x = keras.layers.Activation("relu")(x)
x = keras.layers.Flatten()(x)
net = GCNet(i, keras.layers.Dense(3, name="d")(x))
net.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
net.fit(tf.random.normal([16, 9, 9, 1]), tf.random.uniform([16], maxval=3, dtype=tf.int32), epochs=1, verbose=0)
