import tensorflow as tf

# y = a * exp(-b t) + c
a = tf.Variable(1.0, name="a")
b = tf.Variable(0.5, name="b")
c = tf.Variable(0.0, name="c")
params = [a, b, c]
t = tf.linspace(0.0, 4.0, 30)
y = 2.0 * tf.exp(-1.3 * t) + 0.4 + 0.01 * tf.random.normal([30])

for it in range(5):
    with tf.GradientTape() as tape:
        residual = a * tf.exp(-b * t) + c - y
        loss = tf.reduce_sum(residual ** 2)
    jac = tape.jacobian(residual, params)
    J = tf.stack(jac, axis=1)
    delta = tf.linalg.lstsq(J, residual[:, None], l2_regularizer=1e-3)[:, 0]
    for i, p in enumerate(params):
        p.assign_sub(delta[i])
    print(it, loss.numpy(), [p.numpy() for p in params])
