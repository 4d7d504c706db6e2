import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
import numpy as np
import tensorflow as tf

# pretend that we have two accelerators
cpus = tf.config.list_physical_devices("CPU")
tf.config.set_logical_device_configuration(cpus[0], [tf.config.LogicalDeviceConfiguration()] * 2)
strategy = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
print("replicas:", strategy.num_replicas_in_sync)

BATCH_PER_REPLICA = 8
GLOBAL_BATCH = BATCH_PER_REPLICA * strategy.num_replicas_in_sync

x = np.random.randn(64, 9).astype("float32")
y = (x[:, :1] * x[:, 1:2] > 0).astype("float32")
train = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(64).batch(GLOBAL_BATCH)
dist_train = strategy.experimental_distribute_dataset(train)

with strategy.scope():
    def dense(n_in, n_out, name):
        return (tf.Variable(tf.random.normal([n_in, n_out], stddev=0.3), name=f"{name}_w"),
                tf.Variable(tf.zeros([n_out]), name=f"{name}_b"))

    W1, B1 = dense(9, 16, "fc1")
    W2, B2 = dense(16, 1, "fc2")
    momentum = [tf.Variable(tf.zeros_like(v), trainable=False, name="m") for v in (W1, B1, W2, B2)]
params = [W1, B1, W2, B2]


def forward(inputs):
    return tf.nn.relu(inputs @ W1 + B1) @ W2 + B2


def replica_step(inputs):
    feats, labels = inputs
    with tf.GradientTape() as tape:
        per_example = tf.nn.sigmoid_cross_entropy_with_logits(labels, forward(feats))
        loss = tf.nn.compute_average_loss(per_example, global_batch_size=GLOBAL_BATCH)
    grads = tape.gradient(loss, params)
    # sum over the replicas by hand, then momentum SGD
    grads = tf.distribute.get_replica_context().all_reduce(tf.distribute.ReduceOp.SUM, grads)
    for m, v, g in zip(momentum, params, grads):
        m.assign(0.9 * m + g)
        v.assign_sub(0.1 * m)
    return loss


@tf.function
def distributed_step(inputs):
    per_replica = strategy.run(replica_step, args=(inputs,))
    return strategy.reduce(tf.distribute.ReduceOp.SUM, per_replica, axis=None)


for epoch in range(2):
    total, n = 0.0, 0
    for batch in dist_train:
        total += distributed_step(batch)
        n += 1
    print("epoch", epoch, "loss", float(total) / n)
