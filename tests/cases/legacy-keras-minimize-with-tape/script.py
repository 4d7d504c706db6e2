import tensorflow as tf
import tf_keras

base = tf_keras.Sequential([tf_keras.layers.Dense(16, activation="relu", input_shape=(7,), name="base_dense")])
price = tf_keras.layers.Dense(1, name="price")
rooms = tf_keras.layers.Dense(1, name="rooms")
log_vars = tf.Variable(tf.zeros([2]), name="log_vars")
price.build((None, 16))
rooms.build((None, 16))
optimizer = tf_keras.optimizers.Adam(1e-2)


def train_step(x, y1, y2):
    with tf.GradientTape() as tape:
        h = base(x)
        l1 = tf.reduce_mean(tf.square(price(h) - y1))
        l2 = tf.reduce_mean(tf.square(rooms(h) - y2))
        # Kendall & Gal: learned task weights
        loss = tf.reduce_sum(tf.exp(-log_vars) * tf.stack([l1, l2]) + log_vars)
    variables = base.trainable_variables + price.trainable_variables + rooms.trainable_variables + [log_vars]
    optimizer.minimize(loss, variables, tape=tape)
    return l1, l2


x = tf.random.normal([50, 7])
for i in range(3):
    print([float(v) for v in train_step(x, x[:, :1], x[:, 1:2] * 3)])
