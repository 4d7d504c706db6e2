import tensorflow as tf

CLASSES, DIM = 4, 5

embed_w = tf.Variable(tf.random.normal([12, DIM], stddev=0.3), name="embed_w")
embed_b = tf.Variable(tf.zeros([DIM]), name="embed_b")
prototypes = tf.Variable(tf.random.normal([CLASSES, DIM]), trainable=False, name="prototypes")
scale = tf.Variable(tf.ones([DIM]), name="scale")


def refresh(emb, labels):
    onehot = tf.one_hot(labels, CLASSES)
    count = tf.maximum(tf.reduce_sum(onehot, axis=0), 1.0)
    means = tf.matmul(onehot, emb, transpose_a=True) / count[:, None]
    prototypes.assign(0.9 * prototypes + 0.1 * means)


def separation():
    p = prototypes * scale
    d = tf.reduce_sum((p[:, None] - p[None, :]) ** 2, axis=-1)
    return tf.reduce_mean(tf.exp(-d))


@tf.function
def train_step(x, labels):
    with tf.GradientTape() as tape:
        refresh(tf.tanh(tf.matmul(x, embed_w) + embed_b), labels)
        loss = separation()
    variables = [embed_w, embed_b, scale]
    grads = tape.gradient(loss, variables)
    for g, v in zip(grads, variables):
        if g is not None:
            v.assign_sub(0.1 * g)
    return loss


for _ in range(3):
    print(train_step(tf.random.normal([20, 12]), tf.random.uniform([20], maxval=CLASSES, dtype=tf.int32)).numpy())
