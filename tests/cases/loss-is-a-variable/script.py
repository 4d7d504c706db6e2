import tensorflow as tf

x = tf.constant(1.0)
v0 = tf.Variable(2.0, name="v0")
v1 = tf.Variable(2.0, name="v1")
with tf.GradientTape(persistent=True) as tape:
    tape.watch(x)
    if x > 0.0:
        result = v0
    else:
        result = v1**2
d0, d1 = tape.gradient(result, [v0, v1])
print(d0, d1)
