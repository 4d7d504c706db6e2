import tensorflow as tf

# two logical devices so that I can try the multi-gpu code on my laptop
cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
strategy = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
GLOBAL_BATCH = 16

with strategy.scope():
    w = tf.Variable(tf.random.normal([5, 8], stddev=0.3), name="w")
    b = tf.Variable(tf.zeros([8]), name="b")
    v = tf.Variable(tf.random.normal([8, 1], stddev=0.3), name="v")
    log_temp = tf.Variable(0.0, name="log_temp")
variables = [w, b, v, log_temp]


def forward(x, y):
    pred = tf.nn.relu(x @ w + b) @ v
    return tf.reduce_sum((pred - y) ** 2) / GLOBAL_BATCH


def make_dataset():
    x = tf.random.normal([64, 5])
    y = tf.reduce_sum(x, axis=1, keepdims=True)
    return tf.data.Dataset.from_tensor_slices((x, y)).repeat().batch(GLOBAL_BATCH)


iterator = iter(strategy.experimental_distribute_dataset(make_dataset()))
lr = 0.02
for step in range(4):
    x, y = next(iterator)
    with tf.GradientTape() as tape:
        per_replica = strategy.run(forward, args=(x, y))
        loss = strategy.reduce(tf.distribute.ReduceOp.SUM, per_replica, axis=None)
        loss = loss * tf.exp(-log_temp) + log_temp
    grads = tape.gradient(loss, variables)
    for var, g in zip(variables, grads):
        if g is not None:
            var.assign_sub(lr * g)
    print("step", step, "loss", float(loss), "grads", [g is not None for g in grads])
