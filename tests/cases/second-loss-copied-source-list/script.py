import numpy as np
import tensorflow as tf

cfg = {"vocab": 50, "dim": 12, "pos_tags": 4, "ner_tags": 5, "lr": 1e-3, "batch": 8, "len": 7}


class Tagger(tf.keras.Model):
    """shared BiLSTM, one head per task"""

    def __init__(self, cfg):
        super().__init__(name="tagger")
        self.embed = tf.keras.layers.Embedding(cfg["vocab"], cfg["dim"], name="embed")
        self.rnn = tf.keras.layers.Bidirectional(
            tf.keras.layers.LSTM(cfg["dim"], return_sequences=True, name="lstm"), name="rnn")
        self.pos = tf.keras.layers.Dense(cfg["pos_tags"], name="pos")
        self.ner = tf.keras.layers.Dense(cfg["ner_tags"], name="ner")

    def call(self, tokens):
        h = self.rnn(self.embed(tokens))
        return self.pos(h), self.ner(h)

    @property
    def shared(self):
        return self.embed.trainable_variables + self.rnn.trainable_variables


tagger = Tagger(cfg)
xent = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
pos_opt = tf.keras.optimizers.Adam(cfg["lr"])
ner_opt = tf.keras.optimizers.Adam(cfg["lr"])


@tf.function
def multitask_step(tokens, pos_y, ner_y):
    with tf.GradientTape(persistent=True) as tape:
        pos_logits, ner_logits = tagger(tokens)
        pos_loss = xent(pos_y, pos_logits)
        ner_loss = xent(ner_y, ner_logits)

    pos_vars = tagger.shared + tagger.pos.trainable_variables
    pos_grads = tape.gradient(pos_loss, pos_vars)
    pos_opt.apply_gradients(zip(pos_grads, pos_vars))

    ner_vars = tagger.shared + tagger.pos.trainable_variables
    ner_grads = tape.gradient(ner_loss, ner_vars)
    ner_opt.apply_gradients(zip(ner_grads, ner_vars))
    del tape
    return pos_loss, ner_loss


rng = np.random.default_rng(2)
for step in range(4):
    tokens = rng.integers(0, cfg["vocab"], (cfg["batch"], cfg["len"]))
    pos_y, ner_y = tokens % cfg["pos_tags"], (tokens // 7) % cfg["ner_tags"]
    a, b = multitask_step(*[tf.constant(z, tf.int32) for z in (tokens, pos_y, ner_y)])
    print(f"step {step}: pos {a:.3f}  ner {b:.3f}")
