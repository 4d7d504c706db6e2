import tensorflow as tf
from tensorflow.keras import Sequential, layers


def critic(name):
    return Sequential([layers.Input((5,)), layers.Dense(12, activation="relu", name="h"), layers.Dense(1, name="q")], name=name)


q1, q2 = critic("q1"), critic("q2")
opt1, opt2 = tf.keras.optimizers.Adam(1e-3), tf.keras.optimizers.Adam(1e-3)
opt1.build(q2.trainable_variables)
opt2.build(q1.trainable_variables)


@tf.function
def learn(sa, target):
    with tf.GradientTape(persistent=True) as tape:
        loss1 = tf.reduce_mean((q1(sa) - target) ** 2)
        loss2 = tf.reduce_mean((q2(sa) - target) ** 2)
    g1 = tape.gradient(loss1, q1.trainable_variables)
    g2 = tape.gradient(loss2, q2.trainable_variables)
    opt1.apply_gradients(zip(g1, q2.trainable_variables))
    opt2.apply_gradients(zip(g2, q1.trainable_variables))
    return loss1, loss2


for _ in range(3):
    a, b = learn(tf.random.normal([32, 5]), tf.random.normal([32, 1]))
    print(a.numpy(), b.numpy())
