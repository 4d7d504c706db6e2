import tensorflow as tf
enc = tf.keras.layers.LSTM(6, return_state=True, name="enc")
dec = tf.keras.layers.LSTM(6, name="dec")
head = tf.keras.layers.Dense(1, name="head")
opt = tf.keras.optimizers.SGD(0.1)
@tf.function(input_signature=[tf.TensorSpec([None, 5, 3]), tf.TensorSpec([None, 1])])
def step(x, y):
    with tf.GradientTape() as tape:
        _, h, c = enc(x)
        keep = 1.0 - tf.ones([tf.shape(x)[0], 1])
        out = head(dec(x, initial_state=[h * keep, c * keep]))
        loss = tf.reduce_mean((out - y) ** 2)
    vs = enc.trainable_variables + dec.trainable_variables + head.trainable_variables
    opt.apply_gradients(zip(tape.gradient(loss, vs), vs))
    return loss
for _ in range(2):
    step(tf.random.normal([4, 5, 3]), tf.ones([4, 1]))
