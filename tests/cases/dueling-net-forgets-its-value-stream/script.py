import collections
import random
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

Transition = collections.namedtuple("Transition", "s a r s2 done")
random.seed(1); np.random.seed(1); tf.random.set_seed(1)


def build_q(n_obs, n_act, name, trainable=True):
    obs = layers.Input((n_obs,), name=f"{name}_obs")
    h = layers.Dense(24, activation="relu", name=f"{name}_fc")(obs)
    v = layers.Dense(12, activation="relu", name=f"{name}_v_hidden")(h)
    v = layers.Dense(1, name=f"{name}_v")(v)
    a = layers.Dense(12, activation="relu", name=f"{name}_a_hidden")(h)
    a = layers.Dense(n_act, name=f"{name}_a")(a)
    centered = layers.Lambda(lambda t: t - tf.reduce_mean(t, axis=1, keepdims=True), name=f"{name}_centered")(a)
    # the value is an output too, we plot it during evaluation
    model = tf.keras.Model(obs, {"q": centered, "value": v}, name=name)
    model.trainable = trainable
    return model


online = build_q(4, 3, "online")
target = build_q(4, 3, "target", trainable=False)
target.set_weights(online.get_weights())
optimizer = tf.keras.optimizers.Adam(1e-3)
buffer = collections.deque(maxlen=500)


def fake_env_step(s, a):
    s2 = 0.9 * s + 0.1 * np.random.randn(4)
    return s2.astype("float32"), float(s2[a] > 0), random.random() < 0.05


def replay(batch_size=16, gamma=0.98):
    batch = Transition(*map(np.array, zip(*random.sample(buffer, batch_size))))
    best = tf.argmax(online(batch.s2)["q"], axis=1)
    bootstrap = tf.gather(target(batch.s2)["q"], best, batch_dims=1)
    y = batch.r.astype("float32") + gamma * (1.0 - batch.done.astype("float32")) * bootstrap
    with tf.GradientTape() as tape:
        q = tf.reduce_sum(online(batch.s)["q"] * tf.one_hot(batch.a, 3), axis=1)
        loss = tf.reduce_mean(tf.keras.losses.huber(y[:, None], q[:, None]))
    grads = tape.gradient(loss, online.trainable_variables)
    pairs = [(g, v) for g, v in zip(grads, online.trainable_variables) if g is not None]
    optimizer.apply_gradients(pairs)
    return loss.numpy()


state = np.zeros(4, "float32")
epsilon, losses = 1.0, []
for frame in range(60):
    if random.random() < epsilon:
        action = random.randrange(3)
    else:
        action = int(np.argmax(online(state[None])["q"][0]))
    nxt, reward, done = fake_env_step(state, action)
    buffer.append(Transition(state, action, reward, nxt, done))
    state = np.zeros(4, "float32") if done else nxt
    epsilon = max(0.1, epsilon * 0.97)
    if len(buffer) >= 32:
        losses.append(replay())
    if frame % 15 == 14:
        target.set_weights(online.get_weights())
print("mean TD loss of the last ten", np.mean(losses[-10:]))
