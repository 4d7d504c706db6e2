import tensorflow as tf
from tensorflow import keras


class Lion(keras.optimizers.Optimizer):
    """Lion (Chen et al. 2023) with decoupled weight decay."""

    def __init__(self, learning_rate=1e-3, beta_1=0.9, beta_2=0.99, decay=0.01, name="lion", **kw):
        super().__init__(learning_rate=learning_rate, name=name, **kw)
        self.beta_1, self.beta_2, self.decay = beta_1, beta_2, decay

    def build(self, variables):
        if self.built:
            return
        super().build(variables)
        self._momentums = [self.add_variable_from_reference(v, name="momentum") for v in variables]

    def update_step(self, gradient, variable, learning_rate):
        if len(variable.shape) < 2:
            # no weight decay for vectors
            return
        lr = keras.ops.cast(learning_rate, variable.dtype)
        m = self._momentums[self._get_variable_index(variable)]
        update = keras.ops.sign(self.beta_1 * m + (1 - self.beta_1) * gradient)
        self.assign_sub(variable, lr * (update + self.decay * variable))
        self.assign(m, self.beta_2 * m + (1 - self.beta_2) * gradient)


def residual_mlp(width=12, blocks=2):
    x = inp = keras.Input((5,))
    x = keras.layers.Dense(width, name="stem")(x)
    for i in range(blocks):
        h = keras.layers.LayerNormalization(name=f"norm{i}")(x)
        h = keras.layers.Dense(width, activation="gelu", name=f"block{i}")(h)
        x = keras.layers.Add()([x, h])
    return keras.Model(inp, keras.layers.Dense(1, name="out")(x), name="resmlp")


model = residual_mlp()
opt = Lion(3e-3)


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        loss = keras.ops.mean(keras.losses.huber(y, model(x, training=True)))
    grads = tape.gradient(loss, model.trainable_variables)
    opt.apply_gradients(zip(grads, model.trainable_variables))
    return loss


for i in range(6):
    x = tf.random.normal([64, 5])
    print(i, float(train_step(x, tf.reduce_prod(x[:, :2], axis=1, keepdims=True) + 3.0)))
