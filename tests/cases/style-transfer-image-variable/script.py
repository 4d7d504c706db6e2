"""Gatys-style transfer. VGG19 is replaced by a random conv stack (works surprisingly well for textures)."""
import tensorflow as tf

SIZE = 24
STYLE_W, CONTENT_W, TV_W = 1e-2, 1.0, 1e-4


def feature_extractor():
    inp = tf.keras.Input((None, None, 3))
    x, outs = inp, []
    for i, filters in enumerate([8, 12, 16], 1):
        x = tf.keras.layers.Conv2D(filters, 3, padding="same", activation="relu", name=f"block{i}_conv1")(x)
        outs.append(x)
        x = tf.keras.layers.AveragePooling2D(2, name=f"block{i}_pool")(x)
    m = tf.keras.Model(inp, outs, name="extractor")
    m.trainable = False
    return m


def gram(f):
    g = tf.einsum("bijc,bijd->bcd", f, f)
    return g / tf.cast(tf.shape(f)[1] * tf.shape(f)[2], tf.float32)


extractor = feature_extractor()
content = tf.random.uniform([1, SIZE, SIZE, 3], seed=1)
style = tf.image.adjust_contrast(tf.random.uniform([1, SIZE, SIZE, 3], seed=2), 2.0)
style_targets = [gram(f) for f in extractor(style)]
content_target = extractor(content)[-1]

image = tf.Variable(content + 0.05 * tf.random.normal(content.shape), name="image")
opt = tf.keras.optimizers.Adam(learning_rate=0.02, beta_1=0.99, epsilon=1e-1)


def total_loss(img):
    *style_feats, deep = extractor(img)
    s = tf.add_n([tf.reduce_mean((gram(f) - t) ** 2) for f, t in zip(style_feats + [deep], style_targets)])
    c = tf.reduce_mean((deep - content_target) ** 2)
    return STYLE_W * s / len(style_targets) + CONTENT_W * c + TV_W * tf.reduce_sum(tf.image.total_variation(img))


@tf.function()
def train_step(image):
    with tf.GradientTape() as tape:
        loss = total_loss(image)
    grad = tape.gradient(loss, image)
    opt.apply_gradients([(grad, image)])
    image.assign(tf.clip_by_value(image, 0.0, 1.0))
    return loss


for step in range(6):
    loss = train_step(image)
    if step % 2 == 0:
        print("Train step:", step, "loss:", loss.numpy())
final = tf.cast(image[0] * 255, tf.uint8).numpy()
print("image range", final.min(), final.max())
