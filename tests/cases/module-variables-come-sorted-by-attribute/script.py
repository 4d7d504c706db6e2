import tensorflow as tf


class Net(tf.Module):
    def __init__(self, d):
        super().__init__(name="net")
        with self.name_scope:
            self.w_in = tf.Variable(tf.random.normal([d, d], stddev=0.4), name="w_in")
            self.w_mid = tf.Variable(tf.random.normal([d, d], stddev=0.4), name="w_mid")
            self.w_out = tf.Variable(tf.random.normal([d, d], stddev=0.4), name="w_out")

    @tf.function
    def __call__(self, x):
        return tf.tanh(tf.tanh(x @ self.w_in) @ self.w_mid) @ self.w_out


net = Net(5)
adam = tf.keras.optimizers.Adam(0.01)
for i in range(4):
    x = tf.random.normal([20, 5])
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(net(x) - tf.reverse(x, [1])))
    grads = tape.gradient(loss, [net.w_in, net.w_out, net.w_mid])
    adam.apply_gradients(zip(grads, net.trainable_variables))
    print(i, float(loss))
