"""A restricted Boltzmann machine learns by a rule of its own; a classifier on its codes learns by gradients."""
import tensorflow as tf


class Machine(tf.Module):
    def __init__(self, visible, hidden):
        super().__init__()
        self.weights = tf.Variable(tf.random.normal([visible, hidden], stddev=0.1), name="weights")
        self.below = tf.Variable(tf.zeros([visible]), name="below")
        self.above = tf.Variable(tf.zeros([hidden]), name="above")

    def hidden(self, v):
        return tf.sigmoid(v @ self.weights + self.above)

    @tf.function
    def learn(self, data, rate):
        first = self.hidden(data)
        back = tf.sigmoid(first @ tf.transpose(self.weights) + self.below)
        second = self.hidden(back)
        change = tf.transpose(data) @ first - tf.transpose(back) @ second
        self.weights.assign_add(rate * change / tf.cast(tf.shape(data)[0], tf.float32))
        self.below.assign_add(rate * tf.reduce_mean(data - back, axis=0))
        self.above.assign_add(rate * tf.reduce_mean(first - second, axis=0))


data = tf.cast(tf.random.uniform([40, 6]) > 0.5, tf.float32)
labels = tf.random.uniform([40], 0, 3, tf.int32)
machine = Machine(6, 4)
for epoch in range(3):
    machine.learn(data, 0.1)

classifier = tf.keras.Sequential([tf.keras.Input((4,)), tf.keras.layers.Dense(3)], name="classifier")
optimizer = tf.keras.optimizers.Adam()
codes = machine.hidden(data)
for epoch in range(3):
    with tf.GradientTape() as tape:
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, classifier(codes))
        loss = tf.reduce_mean(losses)
    gradients = tape.gradient(loss, classifier.trainable_variables)
    optimizer.apply_gradients(zip(gradients, classifier.trainable_variables))
