# Session-based recommender (GRU4Rec style): sessions have different lengths, kept ragged until the GRU
import numpy as np
import tensorflow as tf

N_ITEMS, DIM, UNITS = 40, 10, 14
rng = np.random.default_rng(6)


def click_log(n_sessions=48):
    rows = [rng.integers(0, N_ITEMS, size=rng.integers(2, 9)).tolist() for _ in range(n_sessions)]
    return tf.ragged.constant(rows, dtype=tf.int32)


class SessionEncoder(tf.keras.Model):
    def __init__(self):
        super().__init__(name="gru4rec")
        self.items = tf.keras.layers.Embedding(N_ITEMS, DIM, name="items")
        self.gru = tf.keras.layers.GRU(UNITS, name="gru")
        self.to_query = tf.keras.layers.Dense(DIM, use_bias=False, name="to_query")
        self.log_temperature = self.add_weight(name="log_temperature", shape=(), initializer="zeros")

    def encode(self, sessions):
        flat = self.items(sessions.flat_values)
        emb = sessions.with_flat_values(flat).to_tensor()
        mask = tf.sequence_mask(sessions.row_lengths(), maxlen=tf.shape(emb)[1])
        return self.to_query(self.gru(emb, mask=mask))

    def call(self, inputs):
        sessions, candidates = inputs
        q = tf.nn.l2_normalize(self.encode(sessions), axis=-1)
        k = tf.nn.l2_normalize(self.items(candidates), axis=-1)
        return tf.matmul(q, k, transpose_b=True) * tf.exp(self.log_temperature)


def split_last(sessions):
    """history, next item"""
    last = sessions[:, -1:].to_tensor()[:, 0]
    return sessions[:, :-1], last


model = SessionEncoder()
optimizer = tf.keras.optimizers.Adagrad(0.1)
mrr = tf.keras.metrics.Mean("mrr")
data = tf.data.Dataset.from_tensor_slices(click_log()).shuffle(48, seed=1).ragged_batch(12)

for epoch in range(2):
    mrr.reset_state()
    for sessions in data:
        history, target = split_last(sessions)
        with tf.GradientTape() as tape:
            scores = model((history, target))
            # same item twice in a batch is not a negative
            clash = tf.cast(target[:, None] == target[None, :], tf.float32) - tf.eye(tf.shape(target)[0])
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(
                labels=tf.range(tf.shape(target)[0]), logits=scores - 1e4 * clash))
        grads = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(grads, model.trainable_variables))
        rank = tf.reduce_sum(tf.cast(scores >= tf.linalg.diag_part(scores)[:, None], tf.float32), axis=1)
        mrr.update_state(1.0 / rank)
    print("epoch", epoch, "loss", float(loss), "mrr", float(mrr.result()))
