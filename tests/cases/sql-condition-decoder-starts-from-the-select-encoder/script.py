"""SQLNet-ish sketch filling: aggregate / select / where modules, each with its own question encoder."""
from dataclasses import dataclass
from enum import Enum
import tensorflow as tf
from tensorflow.keras import layers as L


class Slot(Enum):
    AGG = "agg"
    SEL = "sel"
    COND = "cond"


@dataclass
class Batch:
    question: tf.Tensor      # [b, t] word ids
    columns: tf.Tensor       # [b, c] header ids
    agg: tf.Tensor
    sel: tf.Tensor
    cond_in: tf.Tensor       # [b, k] pointer targets shifted right
    cond_out: tf.Tensor      # [b, k] positions in the question


@dataclass
class Encoded:
    seq: tf.Tensor
    state: list


class QuestionEncoder(L.Layer):
    def __init__(self, units, **kw):
        super().__init__(**kw)
        self.lstm = L.LSTM(units, return_sequences=True, return_state=True, name="lstm")

    def call(self, x):
        seq, h, c = self.lstm(x)
        return seq, h, c


class SQLNet(tf.keras.Model):
    def __init__(self, vocab=60, emb=12, units=16, n_agg=4):
        super().__init__(name="sqlnet")
        self.emb = L.Embedding(vocab, emb, name="emb")
        self.encoders = {slot.value: QuestionEncoder(units, name=f"{slot.value}_encoder") for slot in Slot}
        self.agg_out = L.Dense(n_agg, name="agg_out")
        self.col_proj = L.Dense(units, name="col_proj")
        self.ptr_decoder = L.LSTM(units, return_sequences=True, name="ptr_decoder")
        self.ptr_query = L.Dense(units, use_bias=False, name="ptr_query")
        self.ptr_words = L.Dense(units, use_bias=False, name="ptr_words")

    def encode(self, slot, words) -> Encoded:
        seq, *state = self.encoders[slot.value](words)
        return Encoded(seq, state)

    def forward(self, b: Batch):
        words, cols = self.emb(b.question), self.col_proj(self.emb(b.columns))
        enc = {slot: self.encode(slot, words) for slot in Slot}
        out = {}
        for slot in Slot:
            match slot:
                case Slot.AGG:
                    out[slot] = self.agg_out(enc[slot].state[0])
                case Slot.SEL:
                    out[slot] = tf.einsum("bd,bcd->bc", enc[slot].state[0], cols)
                case Slot.COND:
                    fed = tf.gather(words, b.cond_in, batch_dims=1)
                    dec = self.ptr_decoder(fed, initial_state=enc[Slot.SEL].state)
                    out[slot] = tf.matmul(self.ptr_query(dec), self.ptr_words(words), transpose_b=True)
        return out


def losses(out, b):
    xent = tf.nn.sparse_softmax_cross_entropy_with_logits
    gold = {Slot.AGG: b.agg, Slot.SEL: b.sel, Slot.COND: b.cond_out}
    return {slot.value: tf.reduce_mean(xent(gold[slot], logits)) for slot, logits in out.items()}


def toy_batch(n=8, t=9, c=5, k=3):
    r = lambda shape, hi: tf.random.uniform(shape, 0, hi, tf.int32)
    target = r([n, k], t)
    return Batch(r([n, t], 60), r([n, c], 60), r([n], 4), r([n], c),
                 tf.concat([tf.zeros([n, 1], tf.int32), target[:, :-1]], 1), target)


net = SQLNet()
opt = tf.keras.optimizers.Adam(1e-3)
for step in range(4):
    batch = toy_batch()
    with tf.GradientTape() as tape:
        parts = losses(net.forward(batch), batch)
        loss = tf.add_n(list(parts.values()))
    grads = tape.gradient(loss, net.trainable_variables)
    opt.apply_gradients((g, v) for g, v in zip(grads, net.trainable_variables) if g is not None)
    print(step, " ".join(f"{k}={float(v):.3f}" for k, v in parts.items()))
