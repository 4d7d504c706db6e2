import tensorflow as tf

words = tf.Variable(tf.random.normal([5, 6]), name="words")
tags = tf.Variable(tf.random.normal([3, 6]), name="tags")
head = tf.Variable(tf.random.normal([6, 2]), name="head")
params = [words, tags, head]
opt = tf.keras.optimizers.SGD(0.1)
KIND = [0, 0, 0, 0, 0, 1, 1, 1]  # five words, then three tags


@tf.function
def update(target):
    with tf.GradientTape() as tape:
        tokens = tf.concat([words, tags], axis=0)
        scaled = tf.transpose(tf.transpose(tokens) * 0.5)
        parts = tf.dynamic_partition(scaled, KIND, 2)
        logits = tf.nn.relu(parts[0] + 1.0) @ head
        loss = tf.reduce_mean(tf.square(logits - target))
    grads = tape.gradient(loss, params)
    opt.apply_gradients([(tf.convert_to_tensor(g), p) for g, p in zip(grads, params)])
    return loss


for _ in range(2):
    print(float(update(tf.random.normal([5, 2]))))
