"""Layer-wise learning-rate decay, from the top layer down (BERT fine-tuning trick)."""
import tensorflow as tf
from tensorflow.keras import layers


class Encoder(tf.keras.Model):
    def __init__(self, n=4, d=8):
        super().__init__(name="enc")
        self.attn = [layers.MultiHeadAttention(2, d // 2, name=f"attn_{i}") for i in range(n)]
        self.ffn = [layers.Dense(d, activation="relu", name=f"ffn_{i}") for i in range(n)]
        self.pooler = layers.Dense(1, name="pooler")

    def call(self, x):
        for attn, ffn in zip(self.attn, self.ffn):
            x = x + attn(x, x)
            x = x + ffn(x)
        return self.pooler(x[:, 0])


DECAY = 0.9
model = Encoder()
opt = tf.keras.optimizers.Adam(1e-3)


def scaled_pairs(grads, variables):
    pairs = list(zip(grads, variables))
    result = []
    for depth, (g, v) in enumerate(reversed(pairs)):
        # v.path tells the layer, but the position is good enough
        result.append((g * DECAY ** (depth // 2), v))
    return result


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(y, model(x, training=True)))
    variables = model.trainable_variables
    opt.apply_gradients(scaled_pairs(tape.gradient(loss, variables), variables))
    return loss


for epoch in range(3):
    x = tf.random.normal([16, 5, 8])
    y = tf.cast(x[:, 0, :1] > 0, tf.float32)
    print(epoch, float(train_step(x, y)))
