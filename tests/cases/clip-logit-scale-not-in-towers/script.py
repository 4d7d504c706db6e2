import tensorflow as tf
import numpy as np


def tower(name, d_in):
    return tf.keras.Sequential([
        tf.keras.layers.InputLayer(shape=(d_in,)),
        tf.keras.layers.Dense(12, activation=tf.nn.gelu, name=name + "_fc"),
        tf.keras.layers.Dense(4, use_bias=False, name=name + "_proj"),
        tf.keras.layers.UnitNormalization(axis=-1),
    ], name=name)


class CLIP:
    def __init__(self):
        self.image = tower("image", 16)
        self.text = tower("text", 9)
        self.logit_scale = tf.Variable(np.log(1 / 0.07), dtype=tf.float32, name="logit_scale")
        self.opt = tf.keras.optimizers.Lion(1e-4)

    @property
    def trainable_variables(self):
        return [v for t in (self.image, self.text) for v in t.trainable_variables]

    @tf.function
    def train_step(self, img, txt):
        with tf.GradientTape() as tape:
            logits = tf.exp(self.logit_scale) * tf.matmul(self.image(img), self.text(txt), transpose_b=True)
            labels = tf.range(tf.shape(logits)[0])
            li = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)
            lt = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, tf.transpose(logits))
            loss = tf.reduce_mean(li + lt) / 2
        grads = tape.gradient(loss, self.trainable_variables)
        self.opt.apply_gradients(zip(grads, self.trainable_variables))
        return loss


clip = CLIP()
for _ in range(3):
    print(float(clip.train_step(tf.random.normal([8, 16]), tf.random.normal([8, 9]))))
