import tensorflow as tf
from tensorflow.keras import layers

first_step = layers.LSTM(3, name="first_step")
second_step = layers.GRU(3, name="second_step")
for layer in (first_step, second_step):
    layer.build([None, 1, 4])
kept = tf.Variable(tf.random.normal([4, 3]), name="kept")
spread = tf.Variable(tf.random.normal([4, 3]), name="spread")
weight = tf.Variable(tf.random.normal([4, 3]), name="weight")
gate = tf.Variable(tf.random.normal([4, 3]), name="gate")
shift = tf.Variable(tf.random.normal([3]), name="shift")
scale = tf.Variable(tf.random.normal([3]), name="scale")
level = tf.Variable(tf.random.normal([3]), name="level")
critic = tf.Variable(tf.random.normal([4, 1]), name="critic")
actor = tf.Variable(tf.random.normal([4, 1]), name="actor")
trained = [kept, spread, weight, gate, level, *first_step.trainable_variables, *second_step.trainable_variables]
optimizer = tf.keras.optimizers.SGD(0.01)


@tf.function
def predict(x):
    return x @ kept, tf.nn.softplus(x @ spread)


@tf.function
def weigh(x):
    return x @ kept, tf.tanh(x @ weight), tf.sigmoid(x @ gate)


@tf.function
def train_step(x, y):
    with tf.GradientTape(persistent=True) as tape:
        mean, _ = predict(x)
        second, tanh, _ = weigh(x)
        one = first_step(x[:, None])
        two = second_step(x[:, None])
        rounded = tf.round(shift + level)
        floored = tf.floor(scale)
        loss = tf.reduce_mean((mean + second + one + two + rounded + floored + level - y) ** 2)
        value = tf.reduce_mean(x @ critic)
        policy = tf.reduce_mean(x @ actor)
    gradients = tape.gradient(loss, trained)
    optimizer.apply_gradients([(g, v) for g, v in zip(gradients, trained) if g is not None])
    tape.gradient(value, [kept])
    tape.gradient(policy, [kept])
    return loss


train_step(tf.random.normal([8, 4]), tf.random.normal([8, 3]))
