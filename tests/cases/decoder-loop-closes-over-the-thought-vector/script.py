"""Skip-thought-like decoder: a tf.while_loop whose body reads the thought vector from the enclosing scope."""
import numpy as np
import tensorflow as tf

V, E, H, T = 25, 8, 12, 7
g = tf.random.Generator.from_seed(1)


def weight(name, *shape):
    return tf.Variable(g.normal(shape, stddev=shape[0] ** -0.5), name=name)


emb = weight("emb", V, E)
reader_cell = tf.keras.layers.GRUCell(H, name="reader_cell")
bridge = weight("bridge", H, H)
W_x, W_h, W_thought, W_o = weight("W_x", E, H), weight("W_h", H, H), weight("W_thought", H, H), weight("W_o", H, V)
optimizer = tf.keras.optimizers.Adam(5e-3)


def think(tokens):
    state = tf.zeros([tf.shape(tokens)[0], H])
    for t in range(T):
        _, state = reader_cell(tf.nn.embedding_lookup(emb, tokens[:, t]), state)
    return tf.tanh(state @ bridge)


@tf.function
def step(tokens, following):
    with tf.GradientTape() as tape:
        thought = think(tokens)
        conditioned = thought @ W_thought

        def body(t, h, nll):
            x = tf.nn.embedding_lookup(emb, following[:, t])
            h = tf.tanh(x @ W_x + h @ W_h + conditioned)
            nll += tf.nn.sparse_softmax_cross_entropy_with_logits(labels=following[:, t + 1], logits=h @ W_o)
            return t + 1, h, nll

        start = (tf.constant(0), tf.zeros_like(thought), tf.zeros(tf.shape(tokens)[:1]))
        _, _, nll = tf.while_loop(lambda t, h, nll: t < T - 1, body, start, maximum_iterations=T)
        loss = tf.reduce_mean(nll)
    variables = [emb, bridge, W_x, W_h, W_thought, W_o] + reader_cell.trainable_variables
    grads = tape.gradient(loss, variables)
    optimizer.apply_gradients(zip(grads, variables))
    return loss


reader_cell.build((None, E))
for i in range(3):
    a, b = np.random.randint(0, V, (2, 16, T)).astype("int32")
    print(i, float(step(tf.constant(a), tf.constant(b))))
