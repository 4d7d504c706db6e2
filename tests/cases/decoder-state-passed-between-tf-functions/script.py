"""Interactive translation: the same step function is used for training and for the demo."""
import tensorflow as tf

VOCAB, UNITS = 25, 10


class Seq2Seq(tf.Module):
    def __init__(self):
        super().__init__(name="s2s")
        self.emb = tf.keras.layers.Embedding(VOCAB, 6, name="emb")
        self.enc = tf.keras.layers.GRU(UNITS, name="enc")
        self.cell = tf.keras.layers.GRUCell(UNITS, name="cell")
        self.out = tf.keras.layers.Dense(VOCAB, name="out")

    @tf.function
    def start(self, source):
        return {"state": self.enc(self.emb(source)), "position": tf.constant(0)}

    @tf.function
    def step(self, memo, token):
        y, new = self.cell(self.emb(token), [memo["state"]])
        state = tf.nest.flatten(new)[0]
        return {"state": state, "position": memo["position"] + 1}, self.out(y)

    def weights(self):
        return [w for l in (self.emb, self.enc, self.cell, self.out) for w in l.trainable_weights]


net = Seq2Seq()
opt = tf.keras.optimizers.Adam(2e-3)


def train(source, target):
    with tf.GradientTape() as tape:
        memo, total = net.start(source), 0.0
        while int(memo["position"]) < target.shape[1] - 1:
            t = int(memo["position"])
            memo, logits = net.step(memo, target[:, t])
            total += tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(
                labels=target[:, t + 1], logits=logits))
    ws = net.weights()
    grads = [tf.convert_to_tensor(g) for g in tape.gradient(total, ws)]
    opt.apply_gradients(zip(grads, ws))
    return float(total)


for i in range(3):
    src = tf.random.uniform([6, 5], maxval=VOCAB, dtype=tf.int32)
    tgt = tf.random.uniform([6, 4], maxval=VOCAB, dtype=tf.int32)
    print("batch", i, "loss", round(train(src, tgt), 3))
