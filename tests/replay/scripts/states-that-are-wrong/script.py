import tensorflow as tf
from tensorflow.keras import layers

names = ["missing", "stopped", "blank", "half", "chunk", "dead"]
encoders = {n: layers.GRU(4, return_state=True, name=n + "_enc") for n in names}
encoders["half"] = layers.Bidirectional(layers.GRU(4, return_state=True), name="half_enc")
decoders = {n: layers.GRU(4, return_state=True, name=n + "_dec") for n in names}
encoders["dead"].trainable = False
head = layers.Dense(1, name="head")
parts = [*encoders.values(), *decoders.values()]
for part in parts:
    part.build([None, None, 2])
head.build([None, 7 * 4])
sources = [v for part in [*parts, head] for v in part.trainable_variables]
optimizer = tf.keras.optimizers.SGD(0.01)


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        _, s1 = encoders["missing"](x)
        a, _ = decoders["missing"](x)
        _, s2 = encoders["stopped"](x)
        b, _ = decoders["stopped"](x, initial_state=tf.stop_gradient(s2))
        _, s3 = encoders["blank"](x)
        c, _ = decoders["blank"](x, initial_state=tf.zeros_like(s3))
        _, s4, s5 = encoders["half"](x)
        d, _ = decoders["half"](x, initial_state=s4)
        e, carried = encoders["chunk"](x)
        f, _ = encoders["chunk"](x, initial_state=tf.stop_gradient(carried))
        g, _ = decoders["chunk"](x)
        _, s6 = encoders["dead"](x)
        i, _ = decoders["dead"](x, initial_state=tf.stop_gradient(s6))
        loss = tf.reduce_mean(tf.square(head(tf.concat([a, b, c, d, e + f, g, i], -1)) - y))
    gradients = tape.gradient(loss, sources)
    optimizer.apply_gradients([(g, v) for g, v in zip(gradients, sources) if g is not None])
    return loss


train_step(tf.random.normal([4, 3, 2]), tf.zeros([4, 1]))
