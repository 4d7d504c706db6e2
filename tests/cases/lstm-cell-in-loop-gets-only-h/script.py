import tensorflow as tf
from tensorflow.keras import layers

VOCAB, UNITS = 20, 16


class CaptionDecoder(tf.keras.Model):
    """show-and-tell; was a GRU before, changed the cell to LSTM"""

    def __init__(self):
        super().__init__(name="captioner")
        self.image_proj = layers.Dense(UNITS, activation="tanh", name="image_proj")
        self.embed = layers.Embedding(VOCAB, UNITS, name="embed")
        self.cell = layers.LSTMCell(UNITS, name="cell")
        self.logits = layers.Dense(VOCAB, name="logits")

    def initial(self, features):
        return self.image_proj(features)

    def step(self, token, hidden):
        out, states = self.cell(self.embed(token), [hidden])
        return self.logits(out), states[0]

    def call(self, features, tokens):
        hidden = self.initial(features)
        ta = tf.TensorArray(tf.float32, size=tokens.shape[1] - 1)
        for t in range(tokens.shape[1] - 1):
            logits, hidden = self.step(tokens[:, t], hidden)
            ta = ta.write(t, logits)
        return tf.transpose(ta.stack(), [1, 0, 2])


def masked_loss(target, logits):
    mask = tf.cast(target != 0, tf.float32)
    ce = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=target, logits=logits)
    return tf.reduce_sum(ce * mask) / tf.maximum(tf.reduce_sum(mask), 1.0)


model = CaptionDecoder()
optimizer = tf.keras.optimizers.Adam(3e-3)
features = tf.random.normal([12, 32])
captions = tf.random.uniform([12, 7], maxval=VOCAB, dtype=tf.int32)


@tf.function
def train_step(features, captions):
    with tf.GradientTape() as tape:
        loss = masked_loss(captions[:, 1:], model(features, captions))
    variables = model.trainable_variables
    gradients, _ = tf.clip_by_global_norm(tape.gradient(loss, variables), 3.0)
    optimizer.apply_gradients(zip(gradients, variables))
    return loss


for epoch in range(3):
    print("Epoch {} Loss {:.4f}".format(epoch + 1, train_step(features, captions).numpy()))
