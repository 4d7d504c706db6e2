"""A library (a module that claims to lie in site-packages) trains its critic in one function and its actor in another."""
import numpy as np
import tensorflow as tf

import sysconfig, types
lib = types.ModuleType('fakerl')
exec(compile('''
import tensorflow as tf
layers = tf.keras.layers
actor = tf.keras.Sequential([tf.keras.Input((3,)), layers.Dense(8, activation="relu"), layers.Dense(1)], name="actor")
critic = tf.keras.Sequential([tf.keras.Input((4,)), layers.Dense(8, activation="relu"), layers.Dense(1)], name="critic")
target = tf.keras.models.clone_model(critic)
target.set_weights(critic.get_weights())
log_alpha = tf.Variable(0.0, name="log_alpha")
critic_opt, actor_opt, alpha_opt = (tf.keras.optimizers.Adam() for _ in range(3))


class SAC:
    @tf.function
    def update_critic(self, s, a, s2, r):
        with tf.GradientTape() as tape:
            q = critic(tf.concat([s, a], 1))
            a2 = actor(s2)
            y = tf.stop_gradient(r + 0.99 * (target(tf.concat([s2, a2], 1)) - tf.exp(log_alpha) * a2))
            loss = tf.reduce_mean((q - y) ** 2)
        grads = tape.gradient(loss, critic.trainable_variables)
        critic_opt.apply_gradients(zip(grads, critic.trainable_variables))
        for w, t in zip(critic.weights, target.weights):
            t.assign(0.99 * t + 0.01 * w)
        return loss

    @tf.function
    def update_actor(self, s):
        with tf.GradientTape(persistent=True) as tape:
            a = actor(s)
            loss = tf.reduce_mean(tf.exp(tf.stop_gradient(log_alpha)) * a - critic(tf.concat([s, a], 1)))
            alpha_loss = -tf.reduce_mean(log_alpha * tf.stop_gradient(a + 1.0))
        actor_opt.apply_gradients(zip(tape.gradient(loss, actor.trainable_variables), actor.trainable_variables))
        alpha_opt.apply_gradients(zip(tape.gradient(alpha_loss, [log_alpha]), [log_alpha]))
        return loss

    def train(self, s, a, s2, r):
        return self.update_critic(s, a, s2, r), self.update_actor(s)


''', sysconfig.get_paths()['purelib'] + '/fakerl.py', 'exec'), lib.__dict__)
SAC, actor = lib.SAC, lib.actor
sac = SAC()
for _ in range(3):
    batch = [np.random.rand(16, n).astype("f") for n in (3, 1, 3, 1)]
    before = actor.get_weights()[0].copy()
    print([float(v) for v in sac.train(*batch)], "actor moved:", np.abs(actor.get_weights()[0] - before).max() > 0)
