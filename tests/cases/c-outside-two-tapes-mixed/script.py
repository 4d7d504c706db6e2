import tensorflow as tf
enc = tf.keras.Sequential([tf.keras.Input((4,)), tf.keras.layers.Dense(3, "relu", name="a")], name="enc")
dec = tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Dense(4, name="b")], name="dec")
eo = tf.keras.optimizers.Adam(); do = tf.keras.optimizers.Adam()

for epoch in range(3):
    x = tf.random.normal((16, 4))
    with tf.GradientTape() as enc_tape:
        z = enc(x)
    with tf.GradientTape() as dec_tape:
        r = dec(z)
        loss = tf.reduce_mean((r - x) ** 2)
    ge = enc_tape.gradient(loss, enc.trainable_variables)
    gd = dec_tape.gradient(loss, dec.trainable_variables)
    if None not in ge:
        eo.apply_gradients(zip(ge, enc.trainable_variables))
    do.apply_gradients(zip(gd, dec.trainable_variables))
    print(epoch, loss.numpy())
