import dataclasses

import tensorflow as tf


@dataclasses.dataclass
class Config:
    width: int = 8
    use_perceptual: bool = False  # set True for the final run
    steps: int = 5
    lr: float = 5e-3


cfg = Config()
g = tf.random.Generator.from_seed(42)
enc_w = tf.Variable(g.normal([16, cfg.width]) * 0.2, name="enc_w")
dec_w = tf.Variable(g.normal([cfg.width, 16]) * 0.2, name="dec_w")
percept_w = tf.Variable(g.normal([16, 5]) * 0.2, name="percept_w")
percept_b = tf.Variable(tf.zeros([5]), name="percept_b")
variables = [enc_w, dec_w, percept_w, percept_b]


def perceptual_features(img):
    return tf.nn.leaky_relu(img @ percept_w + percept_b)


def loss_fn(img):
    rec = tf.nn.relu(img @ enc_w) @ dec_w
    pixel = tf.reduce_mean(tf.abs(rec - img))
    feats = tf.reduce_mean(tf.square(perceptual_features(rec) - perceptual_features(img)))
    return tf.where(tf.constant(cfg.use_perceptual), pixel + 0.1 * feats, pixel)


optimizer = tf.keras.optimizers.Adam(cfg.lr)


@tf.function
def train_step(img):
    with tf.GradientTape() as tape:
        loss = loss_fn(img)
    grads = tape.gradient(loss, variables)
    optimizer.apply_gradients(zip(grads, variables))
    return loss


for step in range(cfg.steps):
    print(step, train_step(g.uniform([32, 16])).numpy())
