import tensorflow as tf
from tensorflow.keras import layers


class Bandit(tf.keras.Model):
    def __init__(self, arms=4):
        super().__init__(name="bandit")
        self.hidden = layers.Dense(10, activation="relu", name="hidden")
        self.arms = layers.Dense(arms, name="arms")

    def call(self, context):
        return self.arms(self.hidden(context))


policy = Bandit()
policy.build((None, 3))
opt = tf.keras.optimizers.Adam(1e-2)
true_value = tf.random.normal([3, 4])


@tf.function
def improve(context):
    with tf.GradientTape() as tape:
        logits = policy(context)
        action = tf.random.categorical(logits, 1)
        reward = tf.gather(context @ true_value, action, axis=1, batch_dims=1)
        loss = -tf.reduce_mean(reward)
    grads = tape.gradient(loss, policy.trainable_variables)
    return loss, [g is not None for g in grads], opt.apply_gradients(zip(grads, policy.trainable_variables))


for _ in range(3):
    print(improve(tf.random.normal([16, 3])))
