# multiple instance learning on bags of different size; words are strings, hashed on the fly
import tensorflow as tf

BUCKETS, DIM = 40, 10
reviews = tf.ragged.constant([
    ["great", "food", "and", "friendly", "staff"],
    ["slow"],
    ["the", "soup", "was", "cold", "and", "the", "waiter", "rude"],
    ["would", "come", "again"],
    ["never", "again"],
    ["lovely", "place"],
])
liked = tf.constant([1.0, 0.0, 0.0, 1.0, 0.0, 1.0])
known = tf.lookup.StaticHashTable(
    tf.lookup.KeyValueTensorInitializer(["and", "the", "was"], tf.constant([0, 1, 2], tf.int64)), default_value=-1)


def word_ids(words):
    hashed = tf.strings.to_hash_bucket_fast(words, BUCKETS - 3) + 3
    stop = known.lookup(words)
    return tf.where(stop >= 0, stop, hashed)


class BagClassifier(tf.Module):
    def __init__(self):
        super().__init__(name="bag")
        with self.name_scope:
            self.table = tf.Variable(tf.random.uniform([BUCKETS, DIM], -0.3, 0.3), name="table")
            self.attn_v = tf.Variable(tf.random.normal([DIM, 6], stddev=0.4), name="attn_v")
            self.attn_w = tf.Variable(tf.random.normal([6, 1], stddev=0.4), name="attn_w")
            self.out = tf.Variable(tf.random.normal([DIM, 1], stddev=0.4), name="out")

    def __call__(self, bags):
        vectors = tf.gather(self.table, word_ids(bags.values))
        seg, n = bags.value_rowids(), bags.nrows()
        score = (tf.tanh(vectors @ self.attn_v) @ self.attn_w)[:, 0]
        score -= tf.gather(tf.stop_gradient(tf.math.segment_max(score, seg)), seg)      # numerically stable
        weight = tf.exp(score)
        weight /= tf.gather(tf.math.segment_sum(weight, seg), seg)
        pooled = tf.reduce_sum(bags.with_values(weight[:, None] * vectors), axis=1)
        return tf.squeeze(pooled @ self.out, -1), bags.with_values(weight)


model = BagClassifier()
opt = tf.keras.optimizers.Adam(0.03)


@tf.function
def step(bags, target):
    with tf.GradientTape() as tape:
        logits, _ = model(bags)
        loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=target, logits=logits))
    grads = tape.gradient(loss, model.trainable_variables)
    opt.apply_gradients(zip(grads, model.trainable_variables))
    return loss


for epoch in range(5):
    loss = step(reviews, liked)
print("loss", float(loss))
print("attention on the first review", model(reviews)[1][0].numpy().round(2))
