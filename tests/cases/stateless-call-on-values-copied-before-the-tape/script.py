import numpy as np
import tensorflow as tf
import keras
from keras import ops

model = keras.Sequential([
    keras.Input((7,), name="inputs"),
    keras.layers.Dense(12, activation="gelu", name="fc1"),
    keras.layers.LayerNormalization(name="ln"),
    keras.layers.Dense(3, name="fc2"),
], name="mlp")
temperature = keras.Variable(1.0, name="temperature")
loss_fn = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
optimizer = keras.optimizers.AdamW(1e-3)


def snapshot(variables):
    """JAX arrays are immutable; here we have to take copies"""
    return [ops.copy(v) for v in variables]


def compute_loss(trainable, non_trainable, x, y):
    logits, non_trainable = model.stateless_call(trainable, non_trainable, x, training=True)
    return loss_fn(y, logits / ops.softplus(temperature)), non_trainable


def train_step(state, x, y):
    trainable, non_trainable = state
    with tf.GradientTape() as tape:
        loss, non_trainable = compute_loss(trainable, non_trainable, x, y)
    variables = [*model.trainable_variables, temperature]
    grads = tape.gradient(loss, variables)
    optimizer.apply([g for g in grads if g is not None], [v for g, v in zip(grads, variables) if g is not None])
    return loss, (snapshot(model.trainable_variables), non_trainable)


state = (snapshot(model.trainable_variables), snapshot(model.non_trainable_variables))
for step in range(4):
    x = tf.constant(np.random.randn(16, 7), tf.float32)
    y = tf.constant(np.random.randint(0, 3, 16))
    loss, state = train_step(state, x, y)
    print(step, float(loss))
