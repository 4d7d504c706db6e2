# Contrastive (InfoNCE) pre-training of a small image encoder.
# Augmentations do not need gradients, so keep them off the tape to save memory.
import tensorflow as tf

TEMP = 0.2

encoder = tf.keras.Sequential([
    tf.keras.layers.Conv2D(8, 3, strides=2, activation="relu", name="c1"),
    tf.keras.layers.Conv2D(12, 3, strides=2, activation="relu", name="c2"),
    tf.keras.layers.GlobalAveragePooling2D(),
], name="encoder")
projector = tf.keras.Sequential([
    tf.keras.layers.Dense(16, activation="relu", name="p1"),
    tf.keras.layers.Dense(8, name="p2"),
], name="projector")
encoder.build((None, 16, 16, 1))
projector.build((None, 12))
optimizer = tf.keras.optimizers.Adam(1e-3)


def augment(x):
    x = tf.image.random_flip_left_right(x)
    x = tf.image.random_brightness(x, 0.2)
    return x + 0.05 * tf.random.normal(tf.shape(x))


def two_views(images):
    a, b = augment(images), augment(images)
    return encoder(a, training=True), encoder(b, training=True)


def info_nce(z1, z2):
    z1, z2 = tf.math.l2_normalize(z1, 1), tf.math.l2_normalize(z2, 1)
    logits = tf.matmul(z1, z2, transpose_b=True) / TEMP
    target = tf.range(tf.shape(logits)[0])
    loss = tf.nn.sparse_softmax_cross_entropy_with_logits(target, logits)
    loss += tf.nn.sparse_softmax_cross_entropy_with_logits(target, tf.transpose(logits))
    return tf.reduce_mean(loss) / 2


def pretrain_step(images):
    with tf.GradientTape() as tape:
        with tape.stop_recording():
            h1, h2 = two_views(images)
        loss = info_nce(projector(h1), projector(h2))
    weights = encoder.trainable_weights + projector.trainable_weights
    grads = tape.gradient(loss, weights)
    optimizer.apply_gradients(zip(grads, weights))
    return loss


images = tf.random.uniform([64, 16, 16, 1])
ds = tf.data.Dataset.from_tensor_slices(images).batch(16)
loss_avg = tf.keras.metrics.Mean()
for epoch in range(2):
    for batch in ds:
        loss_avg(pretrain_step(batch))
    print("epoch", epoch, "InfoNCE", loss_avg.result().numpy())
    loss_avg.reset_state()
