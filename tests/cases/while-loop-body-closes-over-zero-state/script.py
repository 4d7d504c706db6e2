# power consumption, one-step-ahead: LSTMCell unrolled with tf.while_loop
import tensorflow as tf

cell = tf.keras.layers.LSTMCell(10, name="cell")
cell.build((None, 3))
head = tf.keras.layers.Dense(1, name="head")
head.build((None, 10))
optimizer = tf.keras.optimizers.Adam(0.01)


def unroll(series):
    series = tf.transpose(series, [1, 0, 2])
    steps, batch = tf.shape(series)[0], tf.shape(series)[1]
    zero = [tf.zeros([batch, 10]), tf.zeros([batch, 10])]
    ta = tf.TensorArray(tf.float32, size=steps, element_shape=[None, 10])

    def keep_going(t, h, c, ta):
        return t < steps

    def body(t, h, c, ta):
        out, (h, c) = cell(series[t], zero)
        return t + 1, h, c, ta.write(t, out)

    _, h, c, ta = tf.while_loop(keep_going, body, [0, zero[0], zero[1], ta])
    return tf.transpose(ta.stack(), [1, 0, 2])


@tf.function
def train_step(series):
    with tf.GradientTape() as tape:
        hidden = unroll(series[:, :-1])
        forecast = head(hidden)[..., 0]
        loss = tf.reduce_mean(tf.abs(forecast - series[:, 1:, 0]))
    variables = cell.trainable_variables + head.trainable_variables
    gradients = tape.gradient(loss, variables)
    optimizer.apply_gradients(zip(gradients, variables))
    return loss


def fake_meter_readings(batch, length=9):
    t = tf.range(length, dtype=tf.float32)[None, :, None]
    phase = tf.random.uniform([batch, 1, 3], maxval=6.28)
    return tf.sin(0.5 * t + phase) + tf.random.normal([batch, length, 3], stddev=0.1)


best = float("inf")
for step in range(6):
    loss = float(train_step(fake_meter_readings(16)))
    best = min(best, loss)
    print(f"[{step}] mae {loss:.4f} (best {best:.4f})")
