# minimal character model, attention only
import math
import tensorflow as tf


class CharLM(tf.Module):
    def __init__(self, vocab, width, length):
        super().__init__(name="char_lm")
        self.width = width
        with self.name_scope:
            self.token = tf.Variable(tf.random.normal([vocab, width], stddev=0.1), name="token")
            self.position = tf.Variable(tf.random.normal([length, width], stddev=0.1), name="position")
            self.wq = tf.Variable(tf.random.normal([width, width], stddev=0.2), name="wq")
            self.wk = tf.Variable(tf.random.normal([width, width], stddev=0.2), name="wk")
            self.wv = tf.Variable(tf.random.normal([width, width], stddev=0.2), name="wv")
            self.unembed = tf.Variable(tf.random.normal([width, vocab], stddev=0.1), name="unembed")

    def attend(self, x):
        scores = tf.matmul(x @ self.wq, x @ self.wk, transpose_b=True) / math.sqrt(self.width)
        causal = tf.linalg.band_part(tf.ones_like(scores), -1, 0)
        scores = tf.where(causal > 0, scores, tf.fill(tf.shape(scores), -1e9))
        return tf.matmul(tf.nn.softmax(scores), x @ self.wv)

    def __call__(self, ids):
        x = tf.gather(self.token, ids)
        x = x + self.attend(x)
        return x @ self.unembed


class Trainer:
    def __init__(self, model, lr=0.05):
        self.model, self.lr = model, lr

    def run(self, ids, steps):
        for i in range(steps):
            with tf.GradientTape() as tape:
                logits = self.model(ids[:, :-1])
                loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(ids[:, 1:], logits))
            params = self.model.trainable_variables
            for p, g in zip(params, tape.gradient(loss, params)):
                if g is not None:
                    p.assign_sub(self.lr * tf.convert_to_tensor(g))
            print(f"{i:3d} {loss.numpy():.4f}")


if __name__ == "__main__":
    ids = tf.random.uniform([8, 9], maxval=27, dtype=tf.int32)
    Trainer(CharLM(27, 16, 8)).run(ids, 3)
