import numpy as np
import tensorflow as tf

def network(name):
    return tf.keras.Sequential([tf.keras.Input([3]), tf.keras.layers.Dense(4, activation="relu"), tf.keras.layers.Dense(1)], name=name)

actor, critic, late_actor, late_critic = (network(n) for n in ("actor", "critic", "late_actor", "late_critic"))
adam = [tf.keras.optimizers.Adam(0.01) for _ in range(2)]
steps = 0

def learn(x):
    global steps
    with tf.GradientTape() as tape:
        goal = late_critic(tf.tile(late_actor(x), [1, 3]))
        loss = tf.reduce_mean((critic(x) - goal) ** 2)
    adam[0].apply_gradients(zip(tape.gradient(loss, critic.trainable_variables), critic.trainable_variables))
    steps += 1
    if steps % 2 == 0:
        with tf.GradientTape() as tape:
            loss = -tf.reduce_mean(critic(tf.tile(actor(x), [1, 3])))
        adam[1].apply_gradients(zip(tape.gradient(loss, actor.trainable_variables), actor.trainable_variables))
        late_actor.set_weights([0.9 * a + 0.1 * b for a, b in zip(late_actor.get_weights(), actor.get_weights())])
        late_critic.set_weights([0.9 * a + 0.1 * b for a, b in zip(late_critic.get_weights(), critic.get_weights())])

state = np.ones(3, "float32")
for turn in range(6):
    action = actor(tf.convert_to_tensor([state]))[0]
    state = state * 0.9 + np.float32(action.numpy()[0]) * 0.01
    learn(tf.convert_to_tensor(np.random.randn(8, 3), dtype=tf.float32))
