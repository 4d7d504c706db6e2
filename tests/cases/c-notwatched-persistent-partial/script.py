import numpy as np
import tensorflow as tf

mlp = tf.keras.Sequential([tf.keras.Input((6,)), tf.keras.layers.Dense(8, "relu", name="d1"), tf.keras.layers.Dense(1, name="d2")], name="mlp")
kernels = [v for v in mlp.trainable_variables if v.path.endswith("kernel")]
biases = [v for v in mlp.trainable_variables if v.path.endswith("bias")]
ko, bo = tf.keras.optimizers.Adam(1e-3), tf.keras.optimizers.SGD(1e-2)
for step in range(3):
    x = np.random.randn(10, 6).astype("float32")
    with tf.GradientTape(persistent=True, watch_accessed_variables=False) as tape:
        for k in kernels:
            tape.watch(k.value)
        loss = tf.reduce_mean(tf.math.log(tf.cosh(mlp(x) - x[:, :1])))
    gk = tape.gradient(loss, kernels)
    gb = tape.gradient(loss, biases)
    del tape
    ko.apply_gradients(zip(gk, kernels))
    usable = [(g, v) for g, v in zip(gb, biases) if g is not None]
    if usable:
        bo.apply_gradients(usable)
    print(step, float(loss))
