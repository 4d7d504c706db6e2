import tensorflow as tf
model = tf.keras.Sequential([tf.keras.Input((6,)), tf.keras.layers.Dense(8, activation="relu", name="a"), tf.keras.layers.Dense(1, name="b")], name="m")
opt = tf.keras.optimizers.SGD(0.1)
weights = model.trainable_variables
sums = [tf.Variable(tf.zeros_like(v), trainable=False) for v in weights]

for epoch in range(2):
    for micro in range(3):
        x, y = tf.random.normal([4, 6]), tf.random.normal([4, 1])
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(model(x) - y))
        for s, g in zip(sums, tape.gradient(loss, weights)):
            s.assign_add(g)
    opt.apply_gradients(zip(sums[:-1], weights[:-1]))
    for s in sums:
        s.assign(tf.zeros_like(s))
