import tensorflow as tf


class BucketNet(tf.Module):
    def __init__(self, n_buckets=10, dim=4):
        super().__init__(name="bucket_net")
        with self.name_scope:
            self.scale = tf.Variable(3.0, name="scale")
            self.shift = tf.Variable(1.0, name="shift")
            self.table = tf.Variable(tf.random.normal([n_buckets, dim]), name="table")
            self.out = tf.Variable(tf.random.normal([dim, 1]), name="out")
        self.n = n_buckets

    def __call__(self, age):
        position = age * self.scale + self.shift
        bucket = tf.clip_by_value(tf.cast(position, tf.int32), 0, self.n - 1)
        return tf.matmul(tf.nn.embedding_lookup(self.table, bucket), self.out)


def main():
    net = BucketNet()
    optimizer = tf.keras.optimizers.Adam(0.01)
    ages = tf.random.uniform([50], 0, 3)
    income = tf.sqrt(ages)[:, None]
    for epoch in range(4):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(net(ages) - income))
        grads = tape.gradient(loss, net.trainable_variables)
        optimizer.apply_gradients((g, v) for g, v in zip(grads, net.trainable_variables) if g is not None)
        print(f"{epoch}: {loss.numpy():.4f}")


main()
