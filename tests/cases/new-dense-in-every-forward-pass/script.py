import tensorflow as tf

body = tf.keras.layers.Dense(9, activation="relu", name="body")
opt = tf.keras.optimizers.SGD(0.01)


def forward(x):
    h = body(x)
    return tf.keras.layers.Dense(1, name="head")(h)


x = tf.random.normal([30, 4])
y = tf.reduce_mean(x, axis=1, keepdims=True)
for step in range(4):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.abs(forward(x) - y))
    grads = tape.gradient(loss, body.trainable_variables)
    opt.apply_gradients(zip(grads, body.trainable_variables))
    print(step, loss.numpy())
