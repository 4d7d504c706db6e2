import tensorflow as tf

DIM = 6
text = tf.keras.Sequential([tf.keras.Input((DIM,)), tf.keras.layers.Dense(4, name="proj")], name="text")
image = tf.keras.Sequential([tf.keras.Input((DIM,)), tf.keras.layers.Dense(4, name="proj")], name="image")
head = tf.keras.Sequential([tf.keras.Input((8,)), tf.keras.layers.Dense(1, name="logit")], name="head")
optimizer = tf.keras.optimizers.SGD(0.1)
bce = tf.keras.losses.BinaryCrossentropy(from_logits=True)


@tf.function
def update(t, i, match):
    with tf.GradientTape() as tape:
        joint = tf.concat([text(t), image(i)], axis=1)
        loss = bce(match, head(tf.nn.tanh(joint)))
    grads = tape.gradient(loss, text.trainable_variables + image.trainable_variables + head.trainable_variables)
    optimizer.apply_gradients(
        zip(grads, image.trainable_variables + text.trainable_variables + head.trainable_variables))
    return loss


for _ in range(4):
    t = tf.random.normal([16, DIM])
    keep = tf.cast(tf.random.uniform([16, 1]) > 0.5, tf.float32)
    i = keep * t + (1 - keep) * tf.random.normal([16, DIM])
    print(update(t, i, keep).numpy())
