import tensorflow as tf

stem = tf.keras.layers.Dense(8, activation="relu", name="stem")
branch = tf.keras.layers.Dense(8, name="branch")
final = tf.keras.layers.Dense(1, name="final")
layers = [stem, branch, final]
opt = tf.keras.optimizers.RMSprop(1e-2)


def network(x):
    s = stem(x)
    before = branch(s)
    after = before
    delta = after - before
    return final(s + delta)


@tf.function
def step(x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.math.log(tf.math.cosh(network(x) - y)))
    v = [w for l in layers for w in l.trainable_variables]
    opt.apply_gradients(zip(tape.gradient(loss, v), v))
    return loss


for _ in range(3):
    x = tf.random.normal([24, 4])
    tf.print(step(x, x[:, :1]))
