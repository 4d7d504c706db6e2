import tensorflow as tf

cnn = tf.keras.Sequential([tf.keras.Input((12, 12, 3)), tf.keras.layers.Conv2D(6, 3, activation="relu", name="c1"),
                           tf.keras.layers.Conv2D(6, 3, activation="relu", name="c2")], name="cnn")
cnn.trainable = False
extractor = tf.keras.Model(cnn.inputs, [l.output for l in cnn.layers])


def gram(t):
    n = tf.cast(tf.reduce_prod(tf.shape(t)[1:3]), tf.float32)
    return tf.linalg.einsum("bijc,bijd->bcd", t, t) / n


content, style = tf.random.uniform([1, 12, 12, 3]), tf.random.uniform([1, 12, 12, 3])
want_content = extractor(content)[-1]
want_style = [gram(f) for f in extractor(style)]
image = tf.Variable(content, name="image")
opt = tf.keras.optimizers.Adam(0.02, beta_1=0.99, epsilon=1e-1)


@tf.function()
def train_step(image):
    with tf.GradientTape() as tape:
        feats = extractor(image)
        loss = 1e-2 * tf.add_n([tf.reduce_mean((gram(f) - s) ** 2) for f, s in zip(feats, want_style)])
        loss += 1e4 * tf.reduce_mean((feats[-1] - want_content) ** 2)
        loss += 30 * tf.reduce_mean(tf.image.total_variation(image))
    grad = tape.gradient(loss, image)
    opt.apply_gradients([(grad, image)])
    image.assign(tf.clip_by_value(image, 0.0, 1.0))


for n in range(4):
    train_step(image)
