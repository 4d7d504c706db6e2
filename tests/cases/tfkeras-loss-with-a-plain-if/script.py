# Age estimation. The loss turns robust while the batch is still far off.  tf.keras 2.x
import numpy as np
import tf_keras
from tf_keras import backend as K
from tf_keras import layers as L


def careful_loss(y_true, y_pred):
    err = K.abs(y_true - y_pred)
    if K.mean(err) > 3.0:
        loss = K.log(1.0 + err)
    else:
        loss = K.square(err)
    return K.mean(loss, axis=-1)


class Progressive(L.Layer):
    """adds a residual branch, scaled by a learned gain; skips it when the input is blank"""

    def __init__(self, filters, **kw):
        super().__init__(**kw)
        self.conv = L.Conv2D(filters, 3, padding="same", activation="relu", name="conv")

    def build(self, shape):
        self.gain = self.add_weight("gain", (), initializer="zeros")
        super().build(shape)

    def call(self, x):
        y = self.conv(x)
        if K.max(K.abs(x)) > 1e-8:
            y = x + self.gain * y
        else:
            y = x
        return y


def build():
    m = tf_keras.Sequential(name="age")
    m.add(L.InputLayer((12, 12, 4)))
    for i in range(2):
        m.add(Progressive(4, name="prog_%d" % i))
    m.add(L.GlobalAveragePooling2D(name="gap"))
    m.add(L.Dense(1, name="years"))
    return m


faces = np.random.rand(40, 12, 12, 4).astype("float32")
age = np.random.uniform(1, 9, (40, 1)).astype("float32")
model = build()
model.compile(optimizer=tf_keras.optimizers.Adam(0.01), loss=careful_loss, metrics=["mae"])
model.fit(faces, age, epochs=3, batch_size=10, validation_split=0.25, verbose=2)
