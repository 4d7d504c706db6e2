import numpy as np
import tensorflow as tf

v1 = tf.compat.v1
data = np.random.rand(16, 5).astype("float32")
head = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1)], name="head")
scale = tf.Variable(1.0, name="scale")
offset = tf.Variable(0.0, name="offset")

graph = tf.Graph()
with graph.as_default():
    x = v1.placeholder(tf.float32, [None, 5])
    narrow = v1.get_variable("narrow", [5, 2])
    wide = v1.get_variable("wide", [2, 5])
    code = tf.tanh(tf.matmul(x, narrow))
    error = tf.reduce_mean(tf.square(tf.matmul(code, wide) - x))
    train = v1.train.AdamOptimizer(0.01).minimize(error)
    initialize = v1.global_variables_initializer()

with v1.Session(graph=graph) as session:
    session.run(initialize)
    for _ in range(3):
        session.run(train, {x: data})
    codes = session.run(code, {x: data})

optimizer = tf.keras.optimizers.SGD(0.1)
weights = head.trainable_variables + [scale]
for _ in range(3):
    with tf.GradientTape() as tape:
        prediction = head(codes) * scale
        loss = tf.reduce_mean(tf.square(prediction - data[:, :1]))
    optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
