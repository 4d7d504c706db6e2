import tensorflow as tf

x_wide = tf.cast(tf.random.uniform([64, 20]) > 0.8, tf.float32)
x_deep = tf.random.normal([64, 5])
y = tf.cast(tf.random.uniform([64, 1]) > 0.5, tf.float32)

wide = tf.Variable(tf.zeros([20, 1]), name="wide")
deep_h = tf.Variable(tf.random.normal([5, 8], stddev=0.4), name="deep_h")
deep_o = tf.Variable(tf.random.normal([8, 1], stddev=0.4), name="deep_o")

ftrl = tf.keras.optimizers.Ftrl(0.1)
adagrad = tf.keras.optimizers.Adagrad(0.1)


def train_step():
    with tf.GradientTape(persistent=True) as tape:
        logit = x_wide @ wide + tf.nn.relu(x_deep @ deep_h) @ deep_o
        loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(y, logit))
    wide_grads = tape.gradient(loss, [wide])
    deep_grads = tape.gradient(loss, [deep_h, deep_o])
    del tape
    ftrl.apply_gradients(zip(wide_grads, [wide]))
    norm = tf.linalg.global_norm(deep_grads)
    return loss, norm


for step in range(4):
    loss, norm = train_step()
    print(f"{step} loss={loss:.4f} deep gradient norm={norm:.4f}")
