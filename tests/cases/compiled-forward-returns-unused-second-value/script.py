import tensorflow as tf
from tensorflow import keras


class SaliencyNet(keras.Model):
    def __init__(self):
        super().__init__(name="saliency_net")
        self.conv = keras.layers.Conv2D(6, 3, padding="same", activation="relu", name="conv")
        self.map = keras.layers.Conv2D(1, 1, activation="sigmoid", name="map")
        self.pool = keras.layers.GlobalAveragePooling2D()
        self.cls = keras.layers.Dense(3, name="cls")

    @tf.function
    def forward(self, images):
        f = self.conv(images)
        return self.cls(self.pool(f)), self.map(f)

    def call(self, images):
        logits, _ = self.forward(images)
        return logits


net = SaliencyNet()
net.build((None, 10, 10, 1))
opt = keras.optimizers.SGD(0.05, weight_decay=1e-4)
ce = keras.losses.SparseCategoricalCrossentropy(from_logits=True)

ds = tf.data.Dataset.from_tensor_slices((tf.random.normal((24, 10, 10, 1)), tf.random.uniform((24,), maxval=3, dtype=tf.int32)))
for epoch in range(2):
    for x, y in ds.shuffle(24).batch(8):
        with tf.GradientTape() as tape:
            loss = ce(y, net(x))
        grads = tape.gradient(loss, net.trainable_weights)
        opt.apply_gradients(zip(grads, net.trainable_weights))
    tf.print("epoch", epoch, loss)
