# Fitting a damped oscillator to measurements; follows a blog post from 2020
import numpy as np
import tensorflow as tf

t = tf.linspace(0.0, 10.0, 120)
measured = 1.4 * tf.exp(-0.25 * t) * tf.cos(2.1 * t + 0.4) + 0.02 * tf.random.normal(t.shape)

amplitude = tf.Variable(1.0, name="amplitude")
damping = tf.Variable(0.1, name="damping", constraint=tf.nn.relu)
omega = tf.Variable(2.0, name="omega")
phase = tf.Variable(0.0, name="phase")
parameters = [amplitude, damping, omega, phase]


def model(t):
    return amplitude * tf.exp(-damping * t) * tf.cos(omega * t + phase)


def loss():
    return tf.reduce_mean(tf.square(model(t) - measured))


optimizer = tf.keras.optimizers.Adam(learning_rate=0.05)
for step in range(50):
    optimizer.minimize(loss, var_list=parameters)
    if step % 10 == 0:
        print(step, loss().numpy(), [p.numpy().round(3) for p in parameters])
