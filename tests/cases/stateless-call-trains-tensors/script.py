import keras
import numpy as np
import tensorflow as tf

model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(4, activation="relu"), keras.layers.Dense(1)])


@tf.function
def train_step(weights, x, y):
    with tf.GradientTape() as tape:
        tape.watch(weights)
        prediction, _ = model.stateless_call(weights, [], x)
        loss = tf.reduce_mean((prediction - y) ** 2)
    gradients = tape.gradient(loss, weights)
    return loss, [w - 0.05 * g for w, g in zip(weights, gradients)]


weights = [tf.convert_to_tensor(v.value) for v in model.trainable_variables]
x = np.random.rand(32, 8).astype("float32")
for _ in range(3):
    loss, weights = train_step(weights, x, x[:, :1])
for variable, value in zip(model.trainable_variables, weights):
    variable.assign(value)
print(float(loss), model.predict(x[:2], verbose=0))
