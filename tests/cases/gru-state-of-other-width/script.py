import tensorflow as tf


class Encoder(tf.keras.Model):
    def __init__(self, units):
        super().__init__()
        self.gru = tf.keras.layers.GRU(units, return_state=True)

    def call(self, x):
        return self.gru(x)


class Decoder(tf.keras.Model):
    def __init__(self, units, out):
        super().__init__()
        self.gru = tf.keras.layers.GRU(units, return_sequences=True)
        self.fc = tf.keras.layers.Dense(out)

    def call(self, x, hidden):
        y = self.gru(x, initial_state=hidden)
        return self.fc(y)


encoder, decoder = Encoder(16), Decoder(12, 1)
optimizer = tf.keras.optimizers.Adam()


@tf.function
def train_step(inp, targ):
    with tf.GradientTape() as tape:
        _, enc_hidden = encoder(inp)
        pred = decoder(targ[:, :-1], enc_hidden)
        loss = tf.reduce_mean(tf.square(pred - targ[:, 1:]))
    variables = encoder.trainable_variables + decoder.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


for batch in range(2):
    print(train_step(tf.random.normal([8, 10, 3]), tf.random.normal([8, 6, 1])).numpy())
