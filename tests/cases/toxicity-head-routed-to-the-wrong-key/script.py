"""Multi-task text classifier. Heads live in one dict, routes in another, parameter groups are regular expressions."""
import re

import tensorflow as tf

ROUTES = {"sentiment": "sentiment", "topic": "topic", "toxicity": "topic", "spam": "spam"}
GROUPS = [("trunk", r"^(emb|trunk)/", 1e-3), ("heads", r"^head_(sentiment|topic|toxicity)/", 1e-2)]


class Dense(tf.Module):
    def __init__(self, n_in, n_out, name):
        super().__init__(name=name)
        with self.name_scope:
            self.w = tf.Variable(tf.random.normal([n_in, n_out], stddev=n_in ** -0.5), name="w")
            self.b = tf.Variable(tf.zeros([n_out]), name="b")

    def __call__(self, x):
        return x @ self.w + self.b


class TextNet(tf.Module):
    def __init__(self, vocab=40, dim=8, classes=3):
        super().__init__(name="textnet")
        self.table = tf.Variable(tf.random.normal([vocab, dim]), name="emb/table")
        self.trunk = Dense(dim, dim, "trunk")
        self.heads = {task: Dense(dim, classes, f"head_{task}") for task in ROUTES}

    def __call__(self, tokens):
        h = tf.reduce_mean(tf.gather(self.table, tokens), axis=1)
        h = tf.nn.relu(self.trunk(h))
        return {task: self.heads[key](h) for task, key in ROUTES.items()}


class Optimizers:
    def __init__(self, net):
        self.entries = []
        for group, pattern, rate in GROUPS:
            members = [v for v in net.trainable_variables if re.match(pattern, v.name)]
            self.entries.append((group, members, tf.keras.optimizers.Adam(rate)))

    def minimize(self, tape, loss):
        for _, members, optimizer in self.entries:
            grads = tape.gradient(loss, members)
            pairs = [(g, v) for g, v in zip(grads, members) if g is not None]
            optimizer.apply_gradients(pairs)


net = TextNet()
optimizers = Optimizers(net)


@tf.function
def step(tokens, labels):
    with tf.GradientTape(persistent=True) as tape:
        logits = net(tokens)
        loss = tf.add_n([tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels[t], logits[t])) for t in ROUTES])
    optimizers.minimize(tape, loss)
    return loss


for _ in range(3):
    tokens = tf.random.uniform([16, 6], maxval=40, dtype=tf.int32)
    print(step(tokens, {t: tf.random.uniform([16], maxval=3, dtype=tf.int32) for t in ROUTES}).numpy())
