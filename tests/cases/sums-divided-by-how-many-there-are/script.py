"""Gradients of several batches are averaged in one function, and applied in another every fourth time."""
import tensorflow as tf
w = tf.Variable(tf.ones([4, 1]), name="w"); opt = tf.keras.optimizers.SGD(0.1)
acc = tf.Variable(tf.zeros([4, 1]), trainable=False); n = tf.Variable(0.0, trainable=False)
@tf.function
def collect(x):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((x @ w) ** 2)
    acc.assign_add(tape.gradient(loss, [w])[0]); n.assign_add(1.0)
    acc.assign(acc / n)
@tf.function
def apply():
    opt.apply_gradients([(acc, w)]); acc.assign(tf.zeros_like(acc)); n.assign(0.0)
for i in range(8):
    collect(tf.random.normal([8, 4]))
    if i % 4 == 3: apply()
