"""Time-of-day effect with learnable bin width; two replicas on one CPU."""
import numpy as np
import tensorflow as tf

tf.config.set_logical_device_configuration(
    tf.config.list_physical_devices("CPU")[0],
    [tf.config.LogicalDeviceConfiguration(), tf.config.LogicalDeviceConfiguration()])
strategy = tf.distribute.MirroredStrategy(devices=["/cpu:0", "/cpu:1"])
GLOBAL = 32

hours = np.random.uniform(0, 24, (128, 1)).astype("float32")
temps = np.random.normal(15, 5, (128, 1)).astype("float32")
demand = (np.sin(np.floor(hours / 3)) + 0.05 * temps).astype("float32")
ds = tf.data.Dataset.from_tensor_slices((hours, temps, demand)).batch(GLOBAL)

with strategy.scope():
    class Demand(tf.keras.Model):
        def __init__(self):
            super().__init__(name="demand")
            self.bin_width = self.add_weight(shape=(), initializer=tf.keras.initializers.Constant(2.0), name="bin_width")
            self.phase = self.add_weight(shape=(), initializer="zeros", name="phase")
            self.hidden = tf.keras.layers.Dense(10, activation="tanh", name="hidden")
            self.out = tf.keras.layers.Dense(1, name="out")

        def call(self, hour, temp):
            bucket = tf.floor(hour / self.bin_width)
            day = tf.sin(2 * np.pi * (hour - self.phase) / 24.0)
            return self.out(self.hidden(tf.concat([bucket, day, temp / 20.0], axis=1)))

    model = Demand()
    model(tf.zeros([1, 1]), tf.zeros([1, 1]))
    optimizer = tf.keras.optimizers.SGD(0.01)
    mse = tf.keras.losses.MeanSquaredError(reduction="none")


def replica_fn(hour, temp, target):
    with tf.GradientTape() as tape:
        loss = tf.nn.compute_average_loss(mse(target, model(hour, temp)), global_batch_size=GLOBAL)
    grads = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(grads, model.trainable_variables))
    return loss


@tf.function
def train_step(batch):
    losses = strategy.run(replica_fn, args=batch)
    return strategy.reduce("SUM", losses, axis=None)


for epoch in range(2):
    for batch in strategy.experimental_distribute_dataset(ds):
        loss = train_step(batch)
    print(f"epoch {epoch} loss {loss.numpy():.4f} bin width {model.bin_width.numpy():.3f}")
