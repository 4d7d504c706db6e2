import tensorflow as tf
def dense(x, w, b, act=None):
    y = x @ w + b
    return act(y) if act else y
def make(n, m, name):
    return tf.Variable(tf.random.normal([n, m]), name=name + "_w"), tf.Variable(tf.zeros([m]), name=name + "_b")
p1, p2, p3, p4 = make(4, 8, "first"), make(8, 8, "second"), make(8, 8, "skip"), make(8, 1, "last")
vs = [*p1, *p2, *p3, *p4]
opt = tf.keras.optimizers.Adam()
for _ in range(3):
    x, y = tf.random.normal([6, 4]), tf.random.normal([6, 1])
    with tf.GradientTape() as tape:
        h = dense(x, *p1, tf.nn.relu)
        s = dense(h, *p3)
        h = dense(h, *p2, tf.nn.relu)
        loss = tf.reduce_mean((dense(h, *p4) - y) ** 2)
    g = tape.gradient(loss, vs)
    opt.apply_gradients((a, v) for a, v in zip(g, vs) if a is not None)
