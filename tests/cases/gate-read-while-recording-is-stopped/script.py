import tensorflow as tf

gate_w = tf.Variable(tf.random.normal([5, 1]), name="gate_w")
gate_b = tf.Variable([0.0], name="gate_b")
left = tf.Variable(tf.random.normal([5, 3]), name="left")
right = tf.Variable(tf.random.normal([5, 3]), name="right")
theta = (gate_w, gate_b, left, right)
opt = tf.keras.optimizers.SGD(0.1)

for n in range(4):
    x = tf.random.normal([30, 5])
    y = tf.where(x[:, :1] > 0, x[:, :3], -x[:, 2:])
    with tf.GradientTape() as tape:
        with tape.stop_recording():
            gate = tf.sigmoid(x @ gate_w + gate_b)
        out = gate * (x @ left) + (1 - gate) * (x @ right)
        loss = tf.reduce_mean((out - y) ** 2)
    grads = tape.gradient(loss, theta)
    opt.apply_gradients([(g, v) for g, v in zip(grads, theta) if g is not None])
    tf.print(n, loss)
