import tensorflow as tf
from tensorflow.keras import layers, Sequential, Input


def mlp(prefix, name):
    return Sequential([Input((4,)), layers.Dense(8, "relu", name=prefix + "_fc"), layers.Dense(2, name=prefix + "_out")], name=name)


student, teacher = mlp("s", "student"), mlp("t", "teacher")
teacher.set_weights(student.get_weights())
opt = tf.keras.optimizers.Adam(1e-3)
DECAY = 0.99


@tf.function
def train_step(x, y, xu, ramp):
    with tf.GradientTape() as tape:
        sup = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, student(x)))
        goal = tf.stop_gradient(tf.nn.softmax(teacher(xu + tf.random.normal(tf.shape(xu), stddev=0.05))))
        cons = tf.reduce_mean((tf.nn.softmax(student(xu)) - goal) ** 2)
        loss = sup + ramp * cons
    g = tape.gradient(loss, student.trainable_variables)
    opt.apply_gradients(zip(g, student.trainable_variables))
    for t, s in zip(teacher.trainable_variables, student.trainable_variables):
        t.assign(DECAY * t + (1.0 - DECAY) * s)
    return loss


for i in range(3):
    ramp = tf.constant(min(1.0, i / 10.0))
    print(train_step(tf.random.normal([8, 4]), tf.random.uniform([8], maxval=2, dtype=tf.int32), tf.random.normal([16, 4]), ramp).numpy())
