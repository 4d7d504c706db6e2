import tensorflow as tf

slope = tf.Variable(0.0, name="slope")
intercept = tf.Variable(0.0, name="intercept")
opt = tf.compat.v1.train.AdamOptimizer(0.1)
x = tf.linspace(-1.0, 1.0, 50)
y = 3.0 * x + 2.0 + 0.1 * tf.random.normal([50])

for step in range(10):
    opt.minimize(lambda: tf.reduce_mean((slope * x + intercept - y) ** 2), var_list=[slope, intercept])
    if step % 5 == 0:
        print(step, slope.numpy(), intercept.numpy())
