import tensorflow as tf

# Tiny transformer block with explicit parameters. Keys deliberately not in alphabetical order.
D, T = 8, 6
init = tf.initializers.GlorotUniform(seed=1)


def w(*shape):
    return tf.Variable(init(shape))


params = {
    "wq": w(D, D),
    "wk": w(D, D),
    "wv": w(D, D),
    "proj": w(D, D),
    "ffn_up": w(D, 2 * D),
    "ffn_down": w(2 * D, D),
    "a_gain": tf.Variable(tf.ones([D])),
}


def norm(x, gain):
    x = x - tf.reduce_mean(x, -1, keepdims=True)
    return gain * x * tf.math.rsqrt(tf.reduce_mean(x ** 2, -1, keepdims=True) + 1e-6)


def block(p, x):
    h = norm(x, p["a_gain"])
    att = tf.nn.softmax((h @ p["wq"]) @ tf.transpose(h @ p["wk"], [0, 2, 1]) / D ** 0.5, axis=-1)
    x = x + att @ (h @ p["wv"]) @ p["proj"]
    return x + tf.nn.gelu(x @ p["ffn_up"]) @ p["ffn_down"]


@tf.function
def value_and_grad(p, x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((block(p, x) - y) ** 2)
    return loss, tape.gradient(loss, p)


velocity = {k: tf.zeros(v.shape) for k, v in params.items()}
for step in range(5):
    x = tf.random.normal([8, T, D])
    loss, grads = value_and_grad(params, x, tf.reverse(x, [1]))
    for name, g, v in zip(params, grads.values(), params.values()):
        velocity[name] = 0.9 * velocity[name] - 0.05 * g
        v.assign_add(velocity[name])
    print(step, f"{float(loss):.4f}")
