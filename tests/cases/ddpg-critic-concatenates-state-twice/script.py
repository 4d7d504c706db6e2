import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

num_states, num_actions, upper_bound = 3, 1, 2.0


def get_actor():
    last_init = tf.keras.initializers.RandomUniform(minval=-0.003, maxval=0.003)
    inputs = layers.Input(shape=(num_states,))
    out = layers.Dense(32, activation="relu", name="actor_1")(inputs)
    out = layers.Dense(num_actions, activation="tanh", kernel_initializer=last_init, name="actor_2")(out)
    return tf.keras.Model(inputs, out * upper_bound, name="actor")


def get_critic():
    # State as input
    state_input = layers.Input(shape=(num_states,))
    state_out = layers.Dense(8, activation="relu", name="state_1")(state_input)
    state_out = layers.Dense(16, activation="relu", name="state_2")(state_out)
    # Action as input
    action_input = layers.Input(shape=(num_actions,))
    action_out = layers.Dense(16, activation="relu", name="action_1")(action_input)
    # Both are passed through separate layers before concatenating
    concat = layers.Concatenate()([state_out, state_out])
    out = layers.Dense(16, activation="relu", name="joint_1")(concat)
    outputs = layers.Dense(1, name="joint_2")(out)
    return tf.keras.Model([state_input, action_input], outputs, name="critic")


actor_model = get_actor()
critic_model = get_critic()
critic_optimizer = tf.keras.optimizers.Adam(0.002)
actor_optimizer = tf.keras.optimizers.Adam(0.001)
gamma = 0.99


class Buffer:
    def __init__(self, capacity=200, batch_size=32):
        self.capacity, self.batch_size, self.counter = capacity, batch_size, 0
        self.s = np.zeros((capacity, num_states), np.float32)
        self.a = np.zeros((capacity, num_actions), np.float32)
        self.r = np.zeros((capacity, 1), np.float32)

    def record(self, s, a, r):
        i = self.counter % self.capacity
        self.s[i], self.a[i], self.r[i] = s, a, r
        self.counter += 1

    def sample(self):
        idx = np.random.choice(min(self.counter, self.capacity), self.batch_size)
        return [tf.convert_to_tensor(z[idx]) for z in (self.s, self.a, self.r)]


@tf.function
def update(s, a, r):
    # one-step problem, so the reward is the target
    with tf.GradientTape() as tape:
        value = critic_model([s, a], training=True)
        # keep the actions small (needed because of the actuator)
        critic_loss = tf.reduce_mean(tf.square(r - value))
    grad = tape.gradient(critic_loss, critic_model.trainable_variables)
    critic_optimizer.apply_gradients(zip(grad, critic_model.trainable_variables))

    with tf.GradientTape() as tape:
        actions = actor_model(s, training=True)
        actor_loss = -tf.reduce_mean(critic_model([s, actions], training=True)) + 0.01 * tf.reduce_mean(actions ** 2)
    grad = tape.gradient(actor_loss, actor_model.trainable_variables)
    actor_optimizer.apply_gradients(zip(grad, actor_model.trainable_variables))
    return critic_loss, actor_loss


buffer = Buffer()
for _ in range(100):
    s = np.random.randn(num_states)
    a = np.random.uniform(-upper_bound, upper_bound, num_actions)
    buffer.record(s, a, -(a - s[:1]) ** 2)
for step in range(4):
    c, a = update(*buffer.sample())
    print(f"{step}: critic {c:.4f} actor {a:.4f}")
