"""Character model with rotary embeddings whose frequencies are learned (per head dimension)."""
import tensorflow as tf

MAX_LEN, D, HEADS, VOCAB = 24, 16, 2, 27
HD = D // HEADS


class Rotary(tf.Module):
    def __init__(self, dim, max_len, base=100.0, name="rotary"):
        super().__init__(name=name)
        with self.name_scope:
            self.inv_freq = tf.Variable(base ** (-tf.range(0, dim, 2, tf.float32) / dim), name="inv_freq")
        self.build_cache(max_len)

    def build_cache(self, max_len):
        """cos/sin for all positions, sliced later"""
        angle = tf.einsum("t,f->tf", tf.range(max_len, dtype=tf.float32), self.inv_freq)
        self.cos, self.sin = tf.cos(angle), tf.sin(angle)

    def rotate(self, x):
        t = tf.shape(x)[2]
        cos, sin = self.cos[:t], self.sin[:t]
        a, b = x[..., ::2], x[..., 1::2]
        out = tf.stack([a * cos - b * sin, a * sin + b * cos], axis=-1)
        return tf.reshape(out, tf.shape(x))


class CharLM(tf.Module):
    def __init__(self):
        super().__init__(name="charlm")
        g = tf.random.Generator.from_seed(12)
        mat = lambda *s: g.normal(s, stddev=s[0] ** -0.5)
        with self.name_scope:
            self.emb = tf.Variable(mat(VOCAB, D), name="emb")
            self.qkv = tf.Variable(mat(D, 3 * D), name="qkv")
            self.proj = tf.Variable(mat(D, D), name="proj")
            self.mlp_in = tf.Variable(mat(D, 2 * D), name="mlp_in")
            self.mlp_out = tf.Variable(mat(2 * D, D), name="mlp_out")
            self.unemb = tf.Variable(mat(D, VOCAB), name="unemb")
        self.rotary = Rotary(HD, MAX_LEN)

    def heads(self, x):
        b, t = tf.shape(x)[0], tf.shape(x)[1]
        return tf.transpose(tf.reshape(x, [b, t, HEADS, HD]), [0, 2, 1, 3])

    def __call__(self, ids):
        x = tf.gather(self.emb, ids)
        q, k, v = (self.heads(part) for part in tf.split(x @ self.qkv, 3, axis=-1))
        q, k = self.rotary.rotate(q), self.rotary.rotate(k)
        t = tf.shape(ids)[1]
        mask = tf.linalg.band_part(tf.ones([t, t]), -1, 0)
        att = tf.nn.softmax(q @ tf.transpose(k, [0, 1, 3, 2]) / HD ** 0.5 - 1e9 * (1 - mask))
        ctx = tf.reshape(tf.transpose(att @ v, [0, 2, 1, 3]), tf.shape(x))
        x = x + ctx @ self.proj
        x = x + tf.nn.gelu(x @ self.mlp_in) @ self.mlp_out
        return x @ self.unemb


lm = CharLM()
tune = tf.keras.optimizers.AdamW(3e-3, weight_decay=0.01)
weights = list(lm.trainable_variables)
print("training", sorted(w.name for w in weights))


@tf.function(input_signature=[tf.TensorSpec([None, None], tf.int32)])
def train_on(ids):
    with tf.GradientTape() as tape:
        logits = lm(ids[:, :-1])
        nll = tf.nn.sparse_softmax_cross_entropy_with_logits(ids[:, 1:], logits)
        loss = tf.reduce_mean(nll)
    grads = tape.gradient(loss, weights)
    tune.apply_gradients([(g, w) for g, w in zip(grads, weights) if g is not None])
    return loss


text = "the rain in spain stays mainly in the plain " * 12
codes = tf.constant([0 if c == " " else ord(c) - 96 for c in text])
for step in range(5):
    starts = tf.random.uniform([16], maxval=len(text) - MAX_LEN - 1, dtype=tf.int32)
    batch = tf.gather(codes, starts[:, None] + tf.range(MAX_LEN)[None])
    print(step, round(float(train_on(batch)), 4))
