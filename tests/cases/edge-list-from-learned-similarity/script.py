# Point cloud classification with a "learned" graph: similar points become neighbours
import tensorflow as tf

N_POINTS, N_CLASSES, TAU = 20, 3, 0.2


class LearnedEdges(tf.keras.layers.Layer):
    """Projects the points, connects those whose cosine similarity is above tau."""

    def __init__(self, dim, tau=TAU, **kwargs):
        super().__init__(**kwargs)
        self.dim, self.tau = dim, tau

    def build(self, shape):
        self.proj = self.add_weight(shape=(shape[-1], self.dim), initializer="glorot_normal", name="proj")
        self.offset = self.add_weight(shape=(self.dim,), initializer="zeros", name="offset")

    def call(self, points):
        z = tf.nn.l2_normalize(tf.matmul(points, self.proj) + self.offset, axis=-1)
        sim = tf.matmul(z, z, transpose_b=True)
        return tf.where(sim > self.tau)


class GraphClassifier(tf.keras.Model):
    def __init__(self):
        super().__init__(name="graph_classifier")
        self.similarity = LearnedEdges(6, name="similarity")
        self.embed = tf.keras.layers.Dense(16, activation="elu", name="embed")
        self.message = tf.keras.layers.Dense(16, activation="elu", name="message")
        self.update = tf.keras.layers.GRUCell(16, name="update")
        self.readout = tf.keras.layers.Dense(N_CLASSES, name="readout")

    def call(self, points):
        batch = tf.shape(points)[0]
        edges = self.similarity(points)
        # flatten the batch of graphs into one big graph
        src = edges[:, 0] * N_POINTS + edges[:, 1]
        dst = edges[:, 0] * N_POINTS + edges[:, 2]
        h = tf.reshape(self.embed(points), [-1, 16])
        for _ in range(2):
            messages = self.message(tf.gather(h, src))
            pooled = tf.math.unsorted_segment_mean(messages, dst, tf.shape(h)[0])
            h, _ = self.update(pooled, [h])
        graph = tf.reduce_max(tf.reshape(h, [batch, N_POINTS, 16]), axis=1)
        return self.readout(graph)


net = GraphClassifier()
optimizer = tf.keras.optimizers.Adam(3e-3)
objective = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
acc = tf.keras.metrics.SparseCategoricalAccuracy()


@tf.function
def train_step(points, labels):
    with tf.GradientTape() as tape:
        logits = net(points)
        loss = objective(labels, logits)
    grads = tape.gradient(loss, net.trainable_variables)
    # some gradients were None, keras complains -> filter
    pairs = [(g, v) for g, v in zip(grads, net.trainable_variables) if g is not None]
    optimizer.apply_gradients(pairs)
    acc.update_state(labels, logits)
    return loss


clouds = tf.random.normal([24, N_POINTS, 3])
labels = tf.random.uniform([24], maxval=N_CLASSES, dtype=tf.int32)
for epoch in range(2):
    acc.reset_state()
    for points, y in tf.data.Dataset.from_tensor_slices((clouds, labels)).batch(8):
        loss = train_step(points, y)
    print(f"epoch {epoch} loss {loss:.3f} acc {acc.result():.3f}")
