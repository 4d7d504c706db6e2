"""Adversarial features: the critic maximises what the features minimise, and the sign is turned after the tapes."""
import tensorflow as tf
from tensorflow.keras import Input, Sequential
from tensorflow.keras.layers import Dense

features = Sequential([Input((5,)), Dense(8, activation="tanh"), Dense(3)], name="features")
critic = Sequential([Input((3,)), Dense(8, activation="relu"), Dense(1)], name="critic")
features_optimizer, critic_optimizer = tf.keras.optimizers.Adam(1e-3), tf.keras.optimizers.Adam(1e-3)


@tf.function
def train_step(source, target):
    with tf.GradientTape() as features_tape, tf.GradientTape() as critic_tape:
        distance = tf.reduce_mean(critic(features(source))) - tf.reduce_mean(critic(features(target)))
        total = distance + 0.01 * tf.reduce_mean(features(source) ** 2)
    gradients = features_tape.gradient(total, features.trainable_variables)
    features_optimizer.apply_gradients(zip(gradients, features.trainable_variables))
    gradients = critic_tape.gradient(-distance, critic.trainable_variables)
    critic_optimizer.apply_gradients(zip(gradients, critic.trainable_variables))
    return distance


for step in range(3):
    print(train_step(tf.random.normal([16, 5]), tf.random.normal([16, 5]) + 1.0))
