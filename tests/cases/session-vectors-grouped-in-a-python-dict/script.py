"""Next-item recommender: clicks are embedded, averaged per session ("group by" in Python) and scored."""
from collections import defaultdict
import numpy as np
import tensorflow as tf

N_ITEMS, DIM = 40, 8
rng = np.random.default_rng(12)


def sample_clicks(n=60, sessions=10):
    return {"session": rng.integers(0, sessions, n).tolist(), "item": rng.integers(0, N_ITEMS, n).tolist()}


class SessionRecommender:
    def __init__(self):
        self.item_in = tf.keras.layers.Embedding(N_ITEMS, DIM, name="item_in")
        self.adapt = tf.keras.layers.Dense(DIM, activation="tanh", name="adapt")
        self.score = tf.keras.layers.Dense(N_ITEMS, name="score")

    def session_means(self, log):
        rows = self.adapt(self.item_in(tf.constant(log["item"])))
        by_session = defaultdict(list)
        for session, row in zip(log["session"], rows.numpy()):
            by_session[session].append(row)
        keys = sorted(by_session)
        table = [np.mean(by_session[k], axis=0) for k in keys]
        return keys, tf.convert_to_tensor(np.stack(table), dtype=tf.float32)

    def __call__(self, log):
        keys, means = self.session_means(log)
        return keys, self.score(means)

    def parts(self):
        return [self.item_in, self.adapt, self.score]


model = SessionRecommender()
optimizer = tf.keras.optimizers.Adagrad(0.1)
next_item = {s: int(i) for s, i in enumerate(rng.integers(0, N_ITEMS, 10))}
hits = []
for epoch in range(4):
    clicks = sample_clicks()
    with tf.GradientTape() as tape:
        keys, logits = model(clicks)
        labels = tf.constant([next_item[k] for k in keys])
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits))
    variables = [w for part in model.parts() for w in part.trainable_weights]
    grads = tape.gradient(loss, variables)
    optimizer.apply_gradients([(g, v) for g, v in zip(grads, variables) if g is not None])
    hits.append(float(np.mean(np.argmax(logits, 1) == labels.numpy())))
    print(f"epoch {epoch} loss {loss.numpy():.3f} hit@1 {hits[-1]:.2f}")
