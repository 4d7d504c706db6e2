"""A library (a module that claims to lie in site-packages) makes a layer and drops it itself."""
import sys
import types
import sysconfig
import numpy as np
import tensorflow as tf

lib = types.ModuleType("fakectr")
path = sysconfig.get_paths()["purelib"] + "/fakectr.py"
exec(compile("""
import tensorflow as tf
def features(x, prefix):
    return [tf.keras.layers.Embedding(5, 1, name=prefix + 'emb')(x)], [tf.keras.layers.Lambda(lambda t: tf.cast(t, 'float32'))(x)]
def model():
    x = tf.keras.Input((1,), dtype='int32')
    emb, _ = features(x, 'linear0')
    _, dense = features(x, 'linear')            # its embedding is dropped here
    out = tf.keras.layers.Dense(1)(tf.keras.layers.Concatenate()([tf.keras.layers.Flatten()(emb[0]), dense[0]]))
    return tf.keras.Model(x, out)
""", path, "exec"), lib.__dict__)

model = lib.model()
model.compile("adam", "mse")
model.fit(np.random.randint(0, 5, (16, 1)), np.random.rand(16, 1), epochs=1, verbose=0)
print([v.path for v in model.trainable_variables])
