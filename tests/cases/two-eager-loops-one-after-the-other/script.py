import tensorflow as tf
enc = tf.keras.layers.Dense(4, name="enc"); dec = tf.keras.layers.Dense(6, name="dec"); cls = tf.keras.layers.Dense(1, name="cls")
enc.build((None, 6)); dec.build((None, 4)); cls.build((None, 4))
opt = tf.keras.optimizers.Adam(); opt2 = tf.keras.optimizers.Adam()
for i in range(30):
    x = tf.random.normal([8, 6])
    with tf.GradientTape() as t:
        loss = tf.reduce_mean((dec(enc(x)) - x) ** 2)
    v = enc.trainable_variables + dec.trainable_variables
    opt.apply_gradients(zip(t.gradient(loss, v), v))
for i in range(30):
    x = tf.random.normal([8, 6])
    with tf.GradientTape() as t:
        loss = tf.reduce_mean((cls(enc(x)) - x[:, :1]) ** 2)
    v = cls.trainable_variables
    opt2.apply_gradients(zip(t.gradient(loss, v), v))
