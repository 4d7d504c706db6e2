import tensorflow as tf


def train_step(model, groups, clean, sigma=0.2):
    noisy = clean + sigma * tf.random.normal(tf.shape(clean))
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.abs(model(noisy, training=True) - clean))
    nested = [members for _, members, _ in groups]
    gradients = tape.gradient(loss, nested)
    for (_, members, optimizer), grads in zip(groups, gradients):
        optimizer.apply_gradients(zip(grads, members))
    return loss


def run(model, groups, clean, epochs):
    data = tf.data.Dataset.from_tensor_slices(clean).shuffle(64).batch(8)
    for epoch in range(epochs):
        mean = tf.keras.metrics.Mean()
        for batch in data:
            mean.update_state(train_step(model, groups, batch))
        print("epoch", epoch, "L1", float(mean.result()))
