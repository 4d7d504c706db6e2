"""Reply ranking without attention: average the question's word vectors, start the reply reader with it."""
import argparse
import time

import numpy as np
import tensorflow as tf


class QuestionEncoder(tf.keras.layers.Layer):
    def __init__(self, table, **kw):
        super().__init__(**kw)
        self.table = table

    def call(self, ids):
        vectors = self.table(ids)
        weights = tf.cast(ids > 0, tf.float32)[..., None]
        return tf.reduce_sum(vectors * weights, 1) / (tf.reduce_sum(weights, 1) + 1e-6)


class ReplyScorer(tf.keras.layers.Layer):
    def __init__(self, table, units, **kw):
        super().__init__(**kw)
        self.table = table
        self.reader = tf.keras.layers.SimpleRNN(units, name="reader")
        self.score = tf.keras.layers.Dense(1, name="score")

    def call(self, ids, context):
        last = self.reader(self.table(ids), initial_state=context)
        return self.score(last)[:, 0]


def batches(rng, n, vocab, q_len, r_len):
    for _ in range(n):
        yield (
            tf.constant(rng.integers(0, vocab, (12, q_len)), tf.int32),
            tf.constant(rng.integers(0, vocab, (12, r_len)), tf.int32),
            tf.constant(rng.integers(0, 2, 12), tf.float32),
        )


def main(args):
    rng = np.random.default_rng(args.seed)
    table = tf.keras.layers.Embedding(args.vocab, args.emb, name="words")
    encoder = QuestionEncoder(table, name="question")
    scorer = ReplyScorer(table, args.units, name="reply")
    opt = tf.keras.optimizers.Adagrad(args.lr)

    @tf.function(reduce_retracing=True)
    def step(q, r, label):
        with tf.GradientTape() as tape:
            logit = scorer(r, encoder(q))
            loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(label, logit))
        variables = scorer.trainable_variables
        opt.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    began = time.time()
    for i, (q, r, label) in enumerate(batches(rng, args.steps, args.vocab, 6, 9)):
        value = step(q, r, label)
        if i % 2 == 0:
            print(f"{i:4d} {float(value):.4f} {time.time() - began:.1f}s")


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("--vocab", type=int, default=60)
    p.add_argument("--emb", type=int, default=16)
    p.add_argument("--units", type=int, default=24)
    p.add_argument("--lr", type=float, default=0.1)
    p.add_argument("--steps", type=int, default=4)
    p.add_argument("--seed", type=int, default=1)
    main(p.parse_args())
