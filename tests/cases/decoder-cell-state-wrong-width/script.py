"""Image captioning toy: CNN feature -> GRU decoder with teacher forcing."""
import numpy as np
import tensorflow as tf

CFG = {"vocab": 30, "embed": 8, "feature_dim": 24, "units": 32, "max_len": 6}


class FeatureNet(tf.keras.Model):
    def __init__(self, dim):
        super().__init__(name="feature_net")
        self.conv = tf.keras.layers.Conv2D(dim, 3, strides=2, activation="relu", name="conv")
        self.pool = tf.keras.layers.GlobalMaxPooling2D()

    def call(self, img):
        return self.pool(self.conv(img))


class CaptionDecoder(tf.keras.Model):
    def __init__(self, vocab, embed, units):
        super().__init__(name="caption_decoder")
        self.embedding = tf.keras.layers.Embedding(vocab, embed, name="embedding")
        self.gru = tf.keras.layers.GRU(units, return_sequences=True, return_state=True, name="gru")
        self.fc = tf.keras.layers.Dense(vocab, name="fc")

    def call(self, tokens, context):
        x = self.embedding(tokens)
        seq, state = self.gru(x, initial_state=context)
        return self.fc(seq), state


cnn = FeatureNet(CFG["feature_dim"])
decoder = CaptionDecoder(CFG["vocab"], CFG["embed"], CFG["units"])
optimizer = tf.keras.optimizers.Adam()
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="none")


def masked_loss(y, logits):
    mask = tf.cast(y != 0, tf.float32)
    return tf.reduce_sum(loss_fn(y, logits) * mask) / tf.reduce_sum(mask)


@tf.function
def train_step(img, caption):
    with tf.GradientTape() as tape:
        context = cnn(img, training=True)
        logits, _ = decoder(caption[:, :-1], context, training=True)
        loss = masked_loss(caption[:, 1:], logits)
    weights = cnn.trainable_variables + decoder.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
    return loss


images = np.random.rand(12, 14, 14, 3).astype("float32")
captions = np.random.randint(1, CFG["vocab"], size=(12, CFG["max_len"]))
captions[:4, 4:] = 0
for epoch in range(2):
    for k in range(0, 12, 4):
        loss = train_step(tf.constant(images[k:k + 4]), tf.constant(captions[k:k + 4]))
    print(epoch, float(loss))
