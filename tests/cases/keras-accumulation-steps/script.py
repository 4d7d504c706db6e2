import numpy as np
import keras

reg = keras.regularizers.L1L2(1e-5, 1e-4)


class OrthoReg(keras.regularizers.Regularizer):
    def __call__(self, w):
        g = keras.ops.matmul(keras.ops.transpose(w), w)
        return 1e-3 * keras.ops.sum(keras.ops.square(g - keras.ops.eye(w.shape[-1])))


m = keras.Sequential([
    keras.layers.Dense(8, activation="mish", kernel_regularizer=reg, name="one"),
    keras.layers.Dropout(0.3),
    keras.layers.Dense(8, kernel_regularizer=OrthoReg(), bias_regularizer="l2", name="two"),
    keras.layers.GaussianNoise(0.1),
    keras.layers.Dense(1, name="three"),
])
sched = keras.optimizers.schedules.PiecewiseConstantDecay([10, 20], [1e-2, 1e-3, 1e-4])
m.compile(keras.optimizers.SGD(sched, momentum=0.9, gradient_accumulation_steps=4, use_ema=True, ema_overwrite_frequency=5),
          loss=keras.losses.LogCosh(), metrics=[keras.metrics.R2Score()], steps_per_execution=2)
x = np.random.randn(64, 5)
m.fit(x, x[:, :1] ** 2, batch_size=8, epochs=1, verbose=0, validation_split=0.25,
      callbacks=[keras.callbacks.EarlyStopping(patience=1), keras.callbacks.TerminateOnNaN()])
