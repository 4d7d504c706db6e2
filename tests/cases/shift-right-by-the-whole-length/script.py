# tiny decoder-only language model, keras layers inside a tf.Module, own training loop
import numpy as np
import tensorflow as tf

VOCAB, D, T = 30, 16, 10
tf.random.set_seed(1)


def shift_right(x, by):
    """the model must not see the token it predicts"""
    padded = tf.pad(x, [[0, 0], [by, 0], [0, 0]])
    return padded[:, :T]


class CausalConvLM(tf.Module):
    def __init__(self):
        super().__init__(name="lm")
        self.table = tf.Variable(tf.random.normal([VOCAB, D], stddev=0.1), name="table")
        self.pos = tf.Variable(tf.random.normal([T, D], stddev=0.1), name="pos")
        self.filters = tf.Variable(tf.random.normal([3, D, D], stddev=0.2), name="filters")
        self.mix = tf.Variable(tf.random.normal([D, D], stddev=0.2), name="mix")
        self.out_w = tf.Variable(tf.random.normal([D, VOCAB], stddev=0.2), name="out_w")
        self.out_b = tf.Variable(tf.zeros([VOCAB]), name="out_b")

    @tf.Module.with_name_scope
    def __call__(self, tokens):
        x = tf.nn.embedding_lookup(self.table, tokens)
        x = shift_right(x, by=tokens.shape[1])
        x = x + self.pos
        left = tf.pad(x, [[0, 0], [2, 0], [0, 0]])
        h = tf.nn.relu(tf.nn.conv1d(left, self.filters, stride=1, padding="VALID"))
        h = x + h @ self.mix
        return h @ self.out_w + self.out_b


lm = CausalConvLM()
optimizer = tf.keras.optimizers.AdamW(1e-2, weight_decay=0.0)


@tf.function(input_signature=[tf.TensorSpec([None, T], tf.int32)])
def train_step(tokens):
    with tf.GradientTape() as tape:
        logits = lm(tokens)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=tokens, logits=logits))
    gradients = tape.gradient(loss, lm.trainable_variables)
    optimizer.apply_gradients(zip(gradients, lm.trainable_variables))
    return loss


corpus = np.random.RandomState(0).randint(0, VOCAB, size=(64, T)).astype("int32")
for epoch in range(3):
    losses = [float(train_step(corpus[i:i + 16])) for i in range(0, 64, 16)]
    print("epoch", epoch, "perplexity", round(float(np.exp(np.mean(losses))), 2))
