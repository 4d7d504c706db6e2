"""Graph isomorphism network with jumping knowledge, dense adjacency, molecules from a random generator."""
import numpy as np
import tensorflow as tf

ATOMS, FEAT, HID, LAYERS = 8, 5, 12, 3
rs = np.random.RandomState(13)
tf.random.set_seed(13)


class GINConv(tf.keras.layers.Layer):
    def __init__(self, units, **kw):
        super().__init__(**kw)
        self.mlp = [tf.keras.layers.Dense(units, activation="relu", name="mlp_0"),
                    tf.keras.layers.Dense(units, name="mlp_1")]

    def build(self, shape):
        self.eps = self.add_weight(name="eps", shape=(), initializer="zeros")

    def call(self, h, adj):
        h = (1.0 + self.eps) * h + tf.matmul(adj, h)
        for dense in self.mlp:
            h = dense(h)
        return tf.nn.relu(h)


class GIN(tf.keras.Model):
    def __init__(self, **kw):
        super().__init__(**kw)
        self.inp = tf.keras.layers.Dense(HID, name="inp")
        self.convs = [GINConv(HID, name=f"gin{i}") for i in range(LAYERS)]
        self.readout = tf.keras.layers.Dense(1, name="readout")

    def call(self, graph):
        h, adj = self.inp(graph["x"]), graph["adj"]
        jumps = []
        for conv in self.convs:
            jumps.append(tf.reduce_sum(h, axis=1))
            h = conv(h, adj)
        return self.readout(tf.concat(jumps, axis=-1))


def random_graphs(n):
    upper = np.triu(rs.rand(n, ATOMS, ATOMS) < 0.35, 1).astype("float32")
    adj = upper + upper.transpose(0, 2, 1)
    x = np.eye(FEAT, dtype="float32")[rs.randint(0, FEAT, (n, ATOMS))]
    triangles = np.einsum("nij,njk,nki->n", adj, adj, adj)[:, None] / 6
    return {"x": x, "adj": adj}, triangles.astype("float32")


model = GIN(name="gin")
optimizer = tf.keras.optimizers.Adam(5e-3)
train = tf.data.Dataset.from_tensor_slices(random_graphs(96)).batch(32)
for epoch in range(3):
    mae = tf.keras.metrics.MeanAbsoluteError()
    for graph, y in train:
        with tf.GradientTape() as tape:
            pred = model(graph)
            loss = tf.reduce_mean(tf.square(pred - y))
        grads = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients([(g, v) for g, v in zip(grads, model.trainable_variables) if g is not None])
        mae.update_state(y, pred)
    print("epoch", epoch, "MAE", float(mae.result()))
