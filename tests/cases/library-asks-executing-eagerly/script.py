"""Code of a library (a module that claims to lie in site-packages) asks whether it runs eagerly, after the first step."""
import sysconfig
import types
import numpy as np
import tensorflow as tf

lib = types.ModuleType("faketfp")
exec(compile("""
import tensorflow as tf
class TransformedVariable:
    def __init__(self, v):
        self.raw = tf.Variable(v, name='raw')
    def value(self):
        return tf.nn.softplus(self.raw)
    def numpy(self):
        if not tf.executing_eagerly():
            raise NotImplementedError('DeferredTensor.numpy() is only supported in eager execution mode.')
        return self.value().numpy()
""", sysconfig.get_paths()["purelib"] + "/faketfp.py", "exec"), lib.__dict__)

scale = lib.TransformedVariable(1.0)
x = np.random.rand(16).astype("f")
opt = tf.keras.optimizers.Adam()
with tf.GradientTape() as tape:
    loss = tf.reduce_mean((scale.value() * x - x**2) ** 2)
opt.apply_gradients(zip(tape.gradient(loss, [scale.raw]), [scale.raw]))
print("scale", scale.numpy())

w2 = tf.Variable(1.0, name="w2")
opt2 = tf.keras.optimizers.Adam()
with tf.GradientTape() as tape:
    loss = tf.reduce_mean((w2 * scale.value() * x - x**2) ** 2)
opt2.apply_gradients(zip(tape.gradient(loss, [w2]), [w2]))
print("w2", w2.numpy())
