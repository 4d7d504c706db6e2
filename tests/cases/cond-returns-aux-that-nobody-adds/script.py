import tensorflow as tf
from tensorflow import keras

stem = keras.Sequential([keras.Input((9,)), keras.layers.Dense(7, activation="relu", name="fc_stem")], name="stem")
main = keras.Sequential([keras.Input((7,)), keras.layers.Dense(3, name="fc_main")], name="main")
aux = keras.Sequential([keras.Input((7,)), keras.layers.Dense(3, name="fc_aux")], name="aux")
opt = keras.optimizers.Adam()
use_aux = tf.Variable(True, trainable=False, name="use_aux")


def branch_on(h):
    return main(h), aux(h)


def branch_off(h):
    m = main(h)
    return m, tf.zeros_like(m)


@tf.function
def step(x, y):
    with tf.GradientTape() as tape:
        h = stem(x)
        logits, aux_logits = tf.cond(use_aux, lambda: branch_on(h), lambda: branch_off(h))
        loss = tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(y, logits, from_logits=True))
    v = stem.trainable_variables + main.trainable_variables + aux.trainable_variables
    opt.apply_gradients(zip(tape.gradient(loss, v), v))
    return loss


for n in range(4):
    use_aux.assign(n < 2)
    print(step(tf.random.normal([10, 9]), tf.random.uniform([10], maxval=3, dtype=tf.int64)).numpy())
