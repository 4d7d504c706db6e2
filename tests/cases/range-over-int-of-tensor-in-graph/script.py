"""Variable-length sequences, unrolled only as far as the longest one in the batch."""
import tensorflow as tf

UNITS = 7
cell = tf.keras.layers.GRUCell(UNITS, name="cell")
score = tf.keras.layers.Dense(1, name="score")
opt = tf.keras.optimizers.Adam(3e-3)


def run_rnn(x, lengths):
    state = tf.zeros([x.shape[0], UNITS])
    longest = int(tf.reduce_max(lengths))
    for t in range(longest):
        _, new = cell(x[:, t], [state])
        new = tf.nest.flatten(new)[0]
        alive = tf.cast(t < lengths, tf.float32)[:, None]
        state = alive * new + (1.0 - alive) * state
    return state


@tf.function
def train_step(x, lengths, y):
    with tf.GradientTape() as tape:
        logit = score(run_rnn(x, lengths))[:, 0]
        loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=logit))
    variables = cell.trainable_variables + score.trainable_variables
    grads = tape.gradient(loss, variables)
    opt.apply_gradients(zip(grads, variables))
    return loss


for step in range(5):
    lengths = tf.random.uniform([16], 3, 9, dtype=tf.int32)
    x = tf.random.normal([16, 8, 4])
    y = tf.cast(lengths > 5, tf.float32)
    print(step, float(train_step(x, lengths, y)))
