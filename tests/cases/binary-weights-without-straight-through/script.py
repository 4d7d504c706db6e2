import tensorflow as tf


class BinaryDense(tf.keras.layers.Layer):
    def __init__(self, units, **kw):
        super().__init__(**kw)
        self.units = units

    def build(self, shape):
        self.latent = self.add_weight(shape=(shape[-1], self.units), initializer="glorot_normal", name="latent")
        self.bias = self.add_weight(shape=(self.units,), initializer="zeros", name="bias")

    def call(self, x):
        binary = tf.sign(self.latent)
        return tf.nn.bias_add(tf.matmul(x, binary), self.bias)


class BNN(tf.keras.Model):
    def __init__(self):
        super().__init__(name="bnn")
        self.bin1 = BinaryDense(12, name="bin1")
        self.bn = tf.keras.layers.BatchNormalization(name="bn")
        self.bin2 = BinaryDense(3, name="bin2")

    def call(self, x, training=False):
        x = tf.nn.relu(self.bn(self.bin1(x), training=training))
        return self.bin2(x)


model = BNN()
model.compile(tf.keras.optimizers.Adam(1e-3), tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
x = tf.random.normal([60, 8])
y = tf.argmax(x[:, :3], axis=1)
for epoch in range(2):
    for bx, by in tf.data.Dataset.from_tensor_slices((x, y)).batch(20):
        logs = model.train_on_batch(bx, by)
    print(epoch, logs)
