"""Image captioning: CNN features start the decoder, a small 'style' scorer weights the words."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

V, T, U = 32, 6, 20
tf.keras.utils.set_random_seed(3)

image_encoder = tf.keras.Sequential([
    layers.Input((16, 16, 3)),
    layers.Conv2D(8, 3, strides=2, activation="relu", name="conv_a"),
    layers.Conv2D(12, 3, strides=2, activation="relu", name="conv_b"),
    layers.GlobalAveragePooling2D(),
    layers.Dense(U, activation="tanh", name="to_state"),
], name="image_encoder")

style = tf.keras.Sequential([layers.Input((4,)), layers.Dense(8, activation="relu", name="s1"),
                             layers.Dense(1, activation="sigmoid", name="s2")], name="style")

embed = layers.Embedding(V, 10, name="embed")
cell = layers.GRUCell(U, name="cell")
vocab = layers.Dense(V, name="vocab")
modules = [image_encoder, style, embed, cell, vocab]
optimizer = tf.keras.optimizers.Adam(2e-3)


def init_state(batch_size):
    return tf.zeros((batch_size, U))


def caption_loss(images, captions, hints):
    features = image_encoder(images)
    strength = tf.round(4.0 * style(hints)) / 4.0        # four discrete style levels
    h = init_state(batch_size=features.shape[0])
    total = 0.0
    for t in range(T - 1):
        out, h = cell(embed(captions[:, t]), h)
        logits = vocab(out) * (1.0 + strength)
        total += tf.nn.sparse_softmax_cross_entropy_with_logits(labels=captions[:, t + 1], logits=logits)
    return tf.reduce_mean(total) / (T - 1)


images = np.random.rand(40, 16, 16, 3).astype("float32")
captions = np.random.randint(0, V, (40, T))
hints = np.random.rand(40, 4).astype("float32")
best = float("inf")
for epoch in range(2):
    for i in range(0, 40, 20):
        with tf.GradientTape() as tape:
            loss = caption_loss(images[i:i + 20], captions[i:i + 20], hints[i:i + 20])
        variables = [v for m in modules for v in m.trainable_variables]
        grads = tape.gradient(loss, variables)
        known = [(g, v) for g, v in zip(grads, variables) if g is not None]
        optimizer.apply_gradients(known)
    if loss < best:
        best = float(loss)
    print(f"epoch {epoch + 1} loss {loss:.3f} best {best:.3f} ({len(known)} of {len(variables)} gradients)")
