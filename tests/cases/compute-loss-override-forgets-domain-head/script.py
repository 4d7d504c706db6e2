import numpy as np
import keras
from keras import layers, ops


class DomainTranslator(keras.Model):
    """Bag-of-tokens adaptation model: reconstruct, classify topic, predict domain."""

    def __init__(self, *args, betas=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.betas = betas or {"recon": 1.0, "topic": 0.5, "domain": 0.1}
        self.trackers = {k: keras.metrics.Mean(name=k) for k in self.betas}

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        recon = ops.mean(ops.square(y_pred["recon"] - y["recon"]), axis=-1)
        topic = ops.categorical_crossentropy(y["topic"], y_pred["topic"])
        terms = {"recon": ops.mean(recon), "topic": ops.mean(topic)}
        total = ops.add(*[self.betas[k] * v for k, v in terms.items()])
        for key, value in terms.items():
            self.trackers[key].update_state(value)
        return total + sum(self.losses)


def build(vocab, n_topics, n_domains, units=16):
    bag = keras.Input((vocab,), name="bag")
    h = layers.Dense(units, activation="relu", kernel_regularizer="l2", name="enc_0")(bag)
    code = layers.Dense(units // 2, activation="tanh", name="enc_1")(h)
    outputs = {
        "recon": layers.Dense(vocab, name="recon_out")(code),
        "topic": layers.Dense(n_topics, activation="softmax", name="topic_out")(code),
    }
    d = layers.Dense(units, activation="relu", name="domain_hidden")(code)
    outputs["domain"] = layers.Dense(n_domains, activation="softmax", name="domain_out")(d)
    return DomainTranslator(bag, outputs, name="translator")


VOCAB, TOPICS, DOMAINS = 25, 3, 2
counts = np.random.poisson(0.4, size=(80, VOCAB)).astype("float32")
target = {
    "recon": counts,
    "topic": np.eye(TOPICS, dtype="float32")[np.random.randint(0, TOPICS, 80)],
    "domain": np.eye(DOMAINS, dtype="float32")[np.random.randint(0, DOMAINS, 80)],
}
model = build(VOCAB, TOPICS, DOMAINS)
model.compile(optimizer=keras.optimizers.Adam(2e-3))
for epoch in range(2):
    for i in range(0, 80, 20):
        batch = {k: v[i:i + 20] for k, v in target.items()}
        logs = model.train_on_batch(counts[i:i + 20], batch, return_dict=True)
    print(epoch, {k: round(float(v), 4) for k, v in logs.items()})
