import numpy as np
import tensorflow as tf

weight = tf.Variable(tf.random.normal([3, 2]), name="weight")
gate = tf.Variable(tf.random.normal([3, 2]), name="gate")
muted = tf.Variable(tf.random.normal([3, 2]), name="muted")
head = tf.keras.Sequential([tf.keras.Input([2]), tf.keras.layers.Dense(1, name="score")])
optimizer = tf.keras.optimizers.SGD(0.01)
memory = np.zeros((100, 3), "float32")  # nothing has been written to it yet

for step in range(3):
    batch = memory[step * 8 : step * 8 + 8]
    with tf.GradientTape() as tape:
        hidden = tf.tanh(batch @ weight) * tf.sigmoid(tf.matmul(batch, gate)) + 0.0 * (batch @ muted)
        loss = tf.reduce_mean((head(hidden) - np.zeros((8, 1), "float32")) ** 2)
    variables = [weight, gate, muted, *head.trainable_variables]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    seen = head(tf.convert_to_tensor([memory[step, :2]], dtype=tf.float32))  # a list of one array
    print(float(seen[0, 0]), tf.constant([[memory[0], memory[1]], [memory[2], memory[3]]]).shape)
