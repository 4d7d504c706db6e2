import tensorflow as tf

trunk = tf.keras.Sequential([
    tf.keras.Input((24,)),
    tf.keras.layers.Dense(16, activation="relu", name="fc"),
    tf.keras.layers.LayerNormalization(name="ln"),
], name="trunk")
gender = tf.keras.layers.Dense(2, name="gender")
age = tf.keras.layers.Dense(1, name="age")
gender.build((None, 16))
age.build((None, 16))

variables = [*trunk.trainable_variables, *gender.trainable_variables, *age.trainable_variables]
schedule = tf.keras.optimizers.schedules.CosineDecay(1e-2, 100)
optimizer = tf.keras.optimizers.Adam(schedule, clipnorm=1.0)


def train_one_batch(faces, g, a):
    with tf.GradientTape() as tape:
        z = trunk(faces, training=True)
        gender_loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=g, logits=gender(z)))
        age_loss = tf.reduce_mean(tf.abs(age(z)[:, 0] - a))
        loss = gender_loss
    grads = tape.gradient(loss, variables)
    optimizer.apply_gradients([(grad, var) for grad, var in zip(grads, variables) if grad is not None])
    return gender_loss, age_loss


for i in range(3):
    faces = tf.random.normal([12, 24])
    g = tf.random.uniform([12], maxval=2, dtype=tf.int32)
    a = tf.random.uniform([12], 18, 80)
    gl, al = train_one_batch(faces, g, a)
    print("gender %.3f  age %.3f" % (float(gl), float(al)))
