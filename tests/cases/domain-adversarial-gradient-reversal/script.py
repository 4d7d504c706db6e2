import tensorflow as tf


@tf.custom_gradient
def reverse(x):
    return tf.identity(x), lambda dy: -0.3 * dy


class GradientReversal(tf.keras.layers.Layer):
    def call(self, x):
        return reverse(x)


class DANN(tf.keras.Model):
    def __init__(self):
        super().__init__(name="dann")
        self.features = tf.keras.layers.Dense(12, activation="relu", name="features")
        self.label = tf.keras.layers.Dense(3, name="label")
        self.flip = GradientReversal()
        self.domain = tf.keras.Sequential([tf.keras.layers.Dense(6, activation="relu"), tf.keras.layers.Dense(1)], name="domain")

    def call(self, x):
        f = self.features(x)
        return self.label(f), self.domain(self.flip(f))


net = DANN()
opt = tf.keras.optimizers.SGD(0.05, momentum=0.9)


@tf.function
def step(source, labels, target):
    n = tf.shape(source)[0]
    with tf.GradientTape() as tape:
        label_logits, domain_logits = net(tf.concat([source, target], 0))
        ce = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, label_logits[:n])
        where_from = tf.concat([tf.zeros([n, 1]), tf.ones([tf.shape(target)[0], 1])], 0)
        dom = tf.nn.sigmoid_cross_entropy_with_logits(where_from, domain_logits)
        loss = tf.reduce_mean(ce) + tf.reduce_mean(dom)
    opt.apply_gradients(zip(tape.gradient(loss, net.trainable_variables), net.trainable_variables))
    return loss


for _ in range(3):
    s = tf.random.normal([16, 5])
    print(step(s, tf.argmax(s[:, :3], 1), tf.random.normal([16, 5]) + 1.0).numpy())
