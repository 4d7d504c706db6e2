# Low-memory finetuning: accumulate for 4 iterations, then update (eager on purpose, easier to debug)
import tensorflow as tf

ACCUMULATE = 4

net = tf.keras.Sequential([
    tf.keras.Input((10,)),
    tf.keras.layers.Dense(16, activation="tanh", name="fc1"),
    tf.keras.layers.BatchNormalization(name="bn"),
    tf.keras.layers.Dense(3, name="fc2"),
], name="net")
opt = tf.keras.optimizers.Adam(1e-3)
ce = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)

acc = [tf.Variable(tf.zeros(v.shape), trainable=False, name="acc") for v in net.trainable_variables]


def flush():
    opt.apply_gradients((a / ACCUMULATE, v) for a, v in zip(acc, net.trainable_variables))
    for a in acc:
        a.assign(tf.zeros_like(a))


stream = tf.data.Dataset.from_tensor_slices((
    tf.random.normal([96, 10]),
    tf.random.uniform([96], maxval=3, dtype=tf.int32),
)).batch(8)

running = 0.0
for i, (x, y) in enumerate(stream, start=1):
    with tf.GradientTape() as tape:
        loss = ce(y, net(x, training=True))
    for a, g in zip(acc, tape.gradient(loss, net.trainable_variables)):
        a.assign_add(g)
    running += float(loss)
    if i % ACCUMULATE == 0:
        flush()
        print(f"update {i // ACCUMULATE}: loss {running / ACCUMULATE:.4f}")
        running = 0.0
