# BiDAF question answering (no char CNN).  Start and end of the span are two softmaxes over the context.
import numpy as np
import tensorflow as tf
from tensorflow.keras import Model, Input, layers, backend as K


class Highway(layers.Layer):
    def __init__(self, **kw):
        super().__init__(**kw)

    def build(self, s):
        bias = tf.keras.initializers.Constant(-1.0)
        self.t = layers.Dense(s[-1], activation="sigmoid", bias_initializer=bias, name="transform_gate")
        self.h = layers.Dense(s[-1], activation="relu", name="hidden")

    def call(self, x):
        t = self.t(x)
        return t * self.h(x) + (1.0 - t) * x


class AttentionFlow(layers.Layer):
    """Trilinear similarity, context-to-query and query-to-context."""

    def build(self, shapes):
        d = shapes[0][-1]
        self.w_h = self.add_weight(name="w_h", shape=(d, 1))
        self.w_u = self.add_weight(name="w_u", shape=(d, 1))
        self.w_hu = self.add_weight(name="w_hu", shape=(d,))

    def call(self, inputs):
        h, u = inputs
        s = h @ self.w_h + tf.transpose(u @ self.w_u, [0, 2, 1])
        s += tf.matmul(h * self.w_hu, u, transpose_b=True)
        c2q = tf.matmul(tf.nn.softmax(s, -1), u)
        b = tf.nn.softmax(tf.reduce_max(s, -1), -1)
        q2c = tf.reduce_sum(b[..., None] * h, 1, keepdims=True)
        return tf.concat([h, c2q, h * c2q, h * q2c], -1)


def bi(units, name):
    return layers.Bidirectional(layers.LSTM(units, return_sequences=True), name=name)


def bidaf(vocab, d, c_len, q_len):
    context, question = Input((c_len,), dtype="int32", name="context"), Input((q_len,), dtype="int32", name="question")
    emb, hw, ctx_lstm = layers.Embedding(vocab, d, name="emb"), Highway(name="highway"), bi(d, "contextual")
    h, u = (ctx_lstm(hw(emb(t))) for t in (context, question))
    g = AttentionFlow(name="flow")([h, u])
    m1 = bi(d, "modelling_1")(g)
    m1 = bi(d, "modelling_2")(m1)
    m2 = bi(d, "output_lstm")(m1)

    def pointer(name, m):
        x = layers.Concatenate(name=f"{name}_cat")([g, m])
        x = layers.Dense(1, name=f"{name}_logit", use_bias=False)(layers.Dropout(0.2)(x))
        return layers.Softmax(name=name)(layers.Flatten(name=f"{name}_flat")(x))

    start, end = pointer("start", m1), pointer("end", m1)
    span = layers.Lambda(lambda s: tf.linalg.band_part(s[0][:, :, None] * s[1][:, None, :], 0, 6), name="span")([start, end])
    train = Model([context, question], {"start": start, "end": end})
    infer = Model([context, question], [span, m2])      # m2 for the plots in the report
    return train, infer


class QATrainer(Model):
    def __init__(self, net, **kw):
        super().__init__(**kw)
        self.net = net

    def call(self, x):
        return self.net(x)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        losses = {k: tf.reduce_mean(tf.keras.losses.sparse_categorical_crossentropy(y[k], p)) for k, p in y_pred.items()}
        return sum(losses.values())


train_net, infer_net = bidaf(70, 6, 14, 5)
trainer = QATrainer(train_net)
trainer.compile(tf.keras.optimizers.Adadelta(0.5))
rng = np.random.default_rng(0)
X = {"context": rng.integers(1, 70, (40, 14)), "question": rng.integers(1, 70, (40, 5))}
s = rng.integers(0, 10, 40)
trainer.fit([X["context"], X["question"]], {"start": s, "end": s + rng.integers(0, 4, 40)}, batch_size=10, epochs=2, verbose=2)
spans, _ = infer_net.predict([X["context"][:4], X["question"][:4]], verbose=0)
print("best span scores", spans.max((1, 2)))
