import tensorflow as tf

a = tf.Variable(1.0, name="a")
b = tf.Variable(2.0, name="b")

with tf.GradientTape() as tape:
    first = a**2
print(tape.gradient(first, [a]))

with tf.GradientTape(watch_accessed_variables=False) as tape:
    tape.watch(a)
    second = tf.sin(a) + tf.cos(b)
print(tape.gradient(second, {"a": a, "b": b}))
