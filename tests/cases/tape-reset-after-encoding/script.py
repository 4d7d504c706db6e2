import tensorflow as tf

enc_w = tf.Variable(tf.random.normal([6, 3], stddev=0.3), name="enc_w")
enc_b = tf.Variable(tf.zeros([3]), name="enc_b")
dec_w = tf.Variable(tf.random.normal([3, 6], stddev=0.3), name="dec_w")


@tf.function
def step(x):
    with tf.GradientTape() as tape:
        code = tf.nn.relu(x @ enc_w + enc_b)
        tape.reset()
        loss = tf.reduce_mean((code @ dec_w - x) ** 2)
    variables = [enc_w, enc_b, dec_w]
    for g, v in zip(tape.gradient(loss, variables), variables):
        if g is not None:
            v.assign_sub(0.1 * g)
    return loss


for _ in range(3):
    tf.print(step(tf.random.normal([20, 6])))
