import tensorflow as tf
from tensorflow.keras import layers

NUM = 3
embed = tf.keras.Sequential([tf.keras.Input((5,)), layers.Dense(4, name="embed")], name="embedder")
clf = tf.keras.Sequential([tf.keras.Input((4,)), layers.Dense(NUM, name="clf")], name="clf_seq")
centers = tf.Variable(tf.random.normal([NUM, 4]), name="centers")


def center_loss(f, y):
    return tf.reduce_mean(tf.reduce_sum(tf.square(f - tf.gather(centers, y)), -1))


def softmax_loss(f, y):
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, clf(f)))


LOSSES = {"softmax": (1.0, softmax_loss)}
# LOSSES["center"] = (0.01, center_loss)
opt = tf.keras.optimizers.Adam(1e-3)
params = embed.trainable_variables + clf.trainable_variables + [centers]


@tf.function
def train(x, y):
    with tf.GradientTape() as tape:
        f = embed(x)
        total = tf.add_n([w * fn(f, y) for w, fn in LOSSES.values()])
    grads = tape.gradient(total, params, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    opt.apply_gradients(zip(grads, params))
    return total


for _ in range(3):
    print(train(tf.random.normal([12, 5]), tf.random.uniform([12], maxval=NUM, dtype=tf.int32)).numpy())
