import tensorflow as tf

enc = tf.keras.layers.GRU(8)
cell = tf.keras.layers.GRUCell(12)
fc = tf.keras.layers.Dense(2)
opt = tf.keras.optimizers.Adam()


class Trainer:
    def decode(self, s, y):
        out = []
        for t in range(3):
            o, s = cell(y[:, t], s)
            out.append(fc(o))
        return tf.stack(out, 1)

    @tf.function
    def step(self, x, y):
        with tf.GradientTape() as tape:
            s = enc(x)
            loss = tf.reduce_mean((self.decode([s], y) - y) ** 2)
        v = enc.trainable_variables + cell.trainable_variables + fc.trainable_variables
        opt.apply_gradients(zip(tape.gradient(loss, v), v))
        return loss


t = Trainer()
for i in range(2):
    print(float(t.step(tf.random.normal((4, 5, 3)), tf.random.normal((4, 3, 2)))))
