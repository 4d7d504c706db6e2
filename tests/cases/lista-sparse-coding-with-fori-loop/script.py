"""LISTA (Gregor & LeCun 2010): learned sparse coding of spectra, the iterations in keras.ops.fori_loop."""
import numpy as np
import keras
from keras import layers, ops

SIGNAL, ATOMS = 15, 20


class LISTA(layers.Layer):
    def __init__(self, atoms, n_iter=4, **kwargs):
        super().__init__(**kwargs)
        self.atoms = atoms
        self.n_iter = n_iter

    def build(self, input_shape):
        dim = input_shape[-1]
        self.w_e = self.add_weight(name="w_e", shape=(dim, self.atoms), initializer="glorot_uniform")
        self.s = self.add_weight(name="s", shape=(self.atoms, self.atoms),
                                 initializer=keras.initializers.RandomNormal(stddev=0.05))
        self.log_theta = self.add_weight(name="log_theta", shape=(self.atoms,),
                                         initializer=keras.initializers.Constant(-3.0))

    def shrink(self, v):
        theta = ops.exp(self.log_theta)
        return ops.sign(v) * ops.relu(ops.abs(v) - theta)

    def call(self, x):
        drive = ops.matmul(x, self.w_e)
        code = self.shrink(drive)

        def body(i, code):
            return self.shrink(drive + ops.matmul(code, self.s))

        return ops.fori_loop(0, self.n_iter, body, code)


spectrum = keras.Input((SIGNAL,), name="spectrum")
code = LISTA(ATOMS, name="lista")(spectrum)
back = layers.Dense(SIGNAL, use_bias=False, kernel_constraint=keras.constraints.UnitNorm(axis=1), name="dictionary")(code)
model = keras.Model(spectrum, [back, code], name="sparse_coder")


def l1(_, code):
    return 0.01 * ops.sum(ops.abs(code), axis=-1)


model.compile(optimizer="adam", loss=["mse", l1])
true_dict = np.random.randn(ATOMS, SIGNAL)
codes = np.random.randn(80, ATOMS) * (np.random.rand(80, ATOMS) < 0.15)
x = (codes @ true_dict).astype("float32")
model.fit(x, [x, np.zeros((80, ATOMS), "float32")], batch_size=20, epochs=2, verbose=2)
_, c = model.predict(x[:4], verbose=0)
print("share of zeros", float((c == 0).mean()))
