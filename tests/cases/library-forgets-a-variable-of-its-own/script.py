"""A library's class (a module that claims to lie in site-packages) makes a variable which its subclass deletes."""
import sysconfig, types
import numpy as np
import tensorflow as tf
lib = types.ModuleType("fakegp")
exec(compile('''
import tensorflow as tf
class Constant(tf.Module):
    def __init__(self):
        super().__init__()
        self.c = tf.Variable([0.0])
class Zero(Constant):
    def __init__(self):
        super().__init__()
        del self.c
    def __call__(self, x):
        return tf.zeros_like(x)
''', sysconfig.get_paths()["purelib"] + "/fakegp.py", "exec"), lib.__dict__)
mean = lib.Zero()
w = tf.Variable([[1.0]], name="w")
opt = tf.keras.optimizers.Adam()
x = tf.constant(np.random.rand(16, 1).astype("f"))
for _ in range(3):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((x @ w + mean(x) - x ** 2) ** 2)
    grads = tape.gradient(loss, [w])
    opt.apply_gradients(zip(grads, [w]))
