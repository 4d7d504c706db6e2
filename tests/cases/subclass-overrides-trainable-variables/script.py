"""Word tagger: a base class for all our sequence models, a subclass adds transition scores (CRF like)."""
import tensorflow as tf

TAGS, VOCAB, DIM = 4, 30, 10


class SequenceModel(tf.Module):
    def __init__(self, name):
        super().__init__(name=name)
        with self.name_scope:
            self.emb = tf.Variable(tf.random.uniform([VOCAB, DIM], -0.1, 0.1), name="emb")
            self.proj = tf.Variable(tf.random.normal([DIM, TAGS], stddev=0.2), name="proj")

    def emissions(self, tokens):
        return tf.gather(self.emb, tokens) @ self.proj

    @property
    def trainable_variables(self):
        # explicit is better than implicit
        return (self.emb, self.proj)


class CRFTagger(SequenceModel):
    def __init__(self):
        super().__init__("crf")
        with self.name_scope:
            self.transitions = tf.Variable(tf.random.uniform([TAGS, TAGS], -0.05, 0.05), name="transitions")
            self.start = tf.Variable(tf.zeros([TAGS]), name="start")

    def log_likelihood(self, tokens, tags):
        e = self.emissions(tokens)
        score = tf.reduce_sum(tf.gather(e, tags, batch_dims=2), axis=1) + tf.gather(self.start, tags[:, 0])
        score += tf.reduce_sum(tf.gather_nd(self.transitions, tf.stack([tags[:, :-1], tags[:, 1:]], -1)), axis=1)
        alpha = self.start + e[:, 0]
        for t in range(1, tokens.shape[1]):
            alpha = tf.reduce_logsumexp(alpha[:, :, None] + self.transitions, axis=1) + e[:, t]
        return score - tf.reduce_logsumexp(alpha, axis=-1)


class Trainer:
    def __init__(self, model, optimizer, clip=1.0):
        self.model, self.optimizer, self.clip = model, optimizer, clip

    @tf.function
    def step(self, tokens, tags):
        with tf.GradientTape() as tape:
            loss = -tf.reduce_mean(self.model.log_likelihood(tokens, tags))
        params = self.model.trainable_variables
        grads, _ = tf.clip_by_global_norm(tape.gradient(loss, params), self.clip)
        self.optimizer.apply_gradients(zip(grads, params))
        return loss


trainer = Trainer(CRFTagger(), tf.keras.optimizers.Adam(0.02))
for epoch in range(4):
    tokens = tf.random.uniform([16, 6], maxval=VOCAB, dtype=tf.int32)
    print("epoch", epoch, "nll", float(trainer.step(tokens, tokens % TAGS)))
