import tensorflow as tf

tf.random.set_seed(11)
PATCHES, PATCH, DIM = 6, 8, 12


class PatchScorer(tf.Module):
    """Scores every patch of a slide on its own, so that big slides fit into memory."""

    def __init__(self):
        super().__init__(name="scorer")
        g = tf.initializers.GlorotUniform()
        with self.name_scope:
            self.embed = tf.Variable(g([PATCH * PATCH, DIM]), name="embed")
            self.attn = tf.Variable(g([DIM, 1]), name="attn")
            self.cls = tf.Variable(g([DIM, 2]), name="cls")
            self.cls_b = tf.Variable(tf.zeros([2]), name="cls_b")

    def encode_patch(self, patch):
        return tf.nn.gelu(tf.reshape(patch, [1, -1]) @ self.embed)[0]

    def __call__(self, slide):
        # back_prop=False & parallel_iterations=1 keep the memory low
        codes = tf.map_fn(self.encode_patch, slide, parallel_iterations=1, back_prop=False)
        alpha = tf.nn.softmax(codes @ self.attn, axis=0)
        pooled = tf.reduce_sum(alpha * codes, axis=0)
        return tf.linalg.matvec(self.cls, pooled, transpose_a=True) + self.cls_b


net = PatchScorer()
sgd = tf.keras.optimizers.SGD(0.05, momentum=0.9)


@tf.function(input_signature=[tf.TensorSpec([None, PATCH, PATCH], tf.float32), tf.TensorSpec([], tf.int32)])
def learn(slide, label):
    with tf.GradientTape() as tape:
        logits = net(slide)
        loss = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=label, logits=logits)
    grads = tape.gradient(loss, net.trainable_variables)
    sgd.apply_gradients(zip(grads, net.trainable_variables))
    return loss


history = []
for i in range(6):
    n = PATCHES + i % 3
    history.append(float(learn(tf.random.normal([n, PATCH, PATCH]), tf.constant(i % 2))))
print("loss per slide:", ["%.3f" % h for h in history])
