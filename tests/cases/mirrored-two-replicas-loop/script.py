import numpy as np
import tensorflow as tf

cpus = tf.config.list_physical_devices("CPU")
tf.config.set_logical_device_configuration(cpus[0], [tf.config.LogicalDeviceConfiguration()] * 2)
strategy = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
print(strategy.num_replicas_in_sync)
with strategy.scope():
    model = tf.keras.Sequential([tf.keras.Input((4,)), tf.keras.layers.Dense(3, name="a"), tf.keras.layers.Dense(1, name="b")])
    extra = tf.Variable(tf.ones([4]), name="extra")
    opt = tf.keras.optimizers.SGD(0.1)
data = tf.data.Dataset.from_tensor_slices((np.ones((8, 4), "float32"), np.ones((8, 1), "float32"))).batch(4)
dist = strategy.experimental_distribute_dataset(data)

@tf.function
def step(inputs):
    def replica(batch):
        x, y = batch
        with tf.GradientTape() as tape:
            h = tf.stop_gradient(model.layers[0](x * extra))
            loss = tf.reduce_mean((model.layers[1](h) - y) ** 2)
        vs = model.trainable_variables + [extra]
        gs = tape.gradient(loss, vs)
        opt.apply_gradients([(g, v) for g, v in zip(gs, vs) if g is not None])
        return loss
    losses = strategy.run(replica, args=(inputs,))
    return strategy.reduce(tf.distribute.ReduceOp.MEAN, losses, axis=None)

for batch in dist:
    print(float(step(batch)))
