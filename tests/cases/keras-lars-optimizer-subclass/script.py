import keras
import numpy as np
import tensorflow as tf
from keras import ops


@keras.saving.register_keras_serializable("lab")
class LARS(keras.optimizers.Optimizer):
    """layer-wise adaptive rate scaling with momentum"""

    def __init__(self, learning_rate=0.1, momentum=0.9, trust=0.02, name="lars", **kwargs):
        super().__init__(learning_rate=learning_rate, name=name, **kwargs)
        self.momentum, self.trust = momentum, trust

    def build(self, variables):
        if self.built:
            return
        super().build(variables)
        self.velocities = [self.add_variable_from_reference(v, name="velocity") for v in variables]

    def update_step(self, gradient, variable, learning_rate):
        lr = ops.cast(learning_rate, variable.dtype)
        velocity = self.velocities[self._get_variable_index(variable)]
        if len(variable.shape) > 1:          # vectors are updated without adaptation
            w_norm, g_norm = (ops.sqrt(ops.sum(ops.square(t))) for t in (variable, gradient))
            local = ops.where(ops.logical_and(w_norm > 0, g_norm > 0), self.trust * w_norm / (g_norm + 1e-9), 1.0)
        else:
            local = 1.0
        self.assign(velocity, self.momentum * velocity + lr * local * gradient)
        self.assign_sub(variable, velocity)

    def get_config(self):
        return {**super().get_config(), "momentum": self.momentum, "trust": self.trust}


keras.utils.set_random_seed(7)
model = keras.Sequential([
    keras.Input((12, 12, 1)),
    keras.layers.Conv2D(6, 3, use_bias=False, name="conv"),
    keras.layers.GroupNormalization(groups=3, name="gn"),
    keras.layers.Activation("relu"),
    keras.layers.Flatten(),
    keras.layers.Dense(10, name="digits"),
])
model.compile(LARS(keras.optimizers.schedules.CosineDecay(0.5, 20)),
              keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["acc"])
x = np.random.rand(60, 12, 12, 1).astype("float32")
y = np.random.randint(0, 10, 60)
model.fit(tf.data.Dataset.from_tensor_slices((x, y)).batch(20), epochs=2, verbose=2)
