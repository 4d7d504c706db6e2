import keras
import tensorflow as tf
from keras import ops


class UncertaintyLoss(keras.losses.Loss):
    def __init__(self, n):
        super().__init__(name="kendall")
        self.s = [keras.Variable(0.0, name=f"log_var_{i}", dtype="float32") for i in range(n)]

    def call(self, y_true, y_pred):
        total = 0.0
        for i, s in enumerate(self.s):
            total = total + ops.exp(-s) * ops.mean(ops.square(y_true[:, i] - y_pred[:, i])) + s
        return total


class MTL(keras.Model):
    def __init__(self):
        super().__init__(name="mtl")
        self.shared = keras.layers.Dense(8, "relu", name="shared")
        self.tasks = [keras.layers.Dense(1, name=f"task{i}") for i in range(2)]
        self.crit = UncertaintyLoss(2)

    def call(self, x):
        h = self.shared(x)
        return ops.concatenate([t(h) for t in self.tasks], -1)

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = self.crit(y, self(x))
        theta = [*self.trainable_variables, *self.crit.s]
        self.optimizer.apply(tape.gradient(loss, [t.value if isinstance(t, keras.Variable) else t for t in theta]), theta)
        return {"loss": loss}


m = MTL()
m.compile(keras.optimizers.Adam(1e-2))
x = tf.random.normal([32, 3])
m.fit(x, x[:, :2], batch_size=16, verbose=0)
