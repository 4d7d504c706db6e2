"""Hand-made mixed precision: float32 masters, bfloat16 working copies, jit compiled step, static loss scale."""
import collections
import tensorflow as tf

Layer = collections.namedtuple("Layer", "kernel bias")
SIZES = (8, 16, 16, 1)
LOSS_SCALE = 128.0


def init_layers(seed=0):
    rng = tf.random.Generator.from_seed(seed)
    return [Layer(tf.Variable(rng.normal([m, n]) * (2 / m) ** 0.5, name=f"master_kernel_{i}"),
                  tf.Variable(tf.zeros([n]), name=f"master_bias_{i}"))
            for i, (m, n) in enumerate(zip(SIZES, SIZES[1:]))]


def half(tree):
    return tf.nest.map_structure(lambda t: tf.cast(t, tf.bfloat16), tree)


def forward(layers, x):
    x = tf.cast(x, tf.bfloat16)
    *hidden, last = half(layers)
    for layer in hidden:
        x = tf.nn.relu(tf.matmul(x, layer.kernel) + layer.bias)
    return tf.cast(tf.matmul(x, last.kernel) + last.bias, tf.float32)


layers = init_layers()
masters = tf.nest.flatten(layers)
m1 = [tf.Variable(tf.zeros_like(v), trainable=False) for v in masters]
m2 = [tf.Variable(tf.zeros_like(v), trainable=False) for v in masters]
t = tf.Variable(0.0, trainable=False)


def adam(grads, lr=3e-3, b1=0.9, b2=0.999, eps=1e-8):
    t.assign_add(1.0)
    rate = lr * tf.sqrt(1 - b2 ** t) / (1 - b1 ** t)
    for v, g, m, s in zip(masters, grads, m1, m2):
        m.assign(b1 * m + (1 - b1) * g)
        s.assign(b2 * s + (1 - b2) * tf.square(g))
        v.assign_sub(rate * m / (tf.sqrt(s) + eps))


@tf.function(jit_compile=True)
def train_step(x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(forward(layers, x) - y))
        scaled = loss * LOSS_SCALE
    grads = [g / LOSS_SCALE for g in tape.gradient(scaled, masters)]
    adam(grads)
    return loss


for step in range(6):
    x = tf.random.normal([32, 8])
    loss = train_step(x, tf.reduce_max(x, axis=1, keepdims=True))
    if step % 2 == 0:
        print("step", step, "loss", loss.numpy())
