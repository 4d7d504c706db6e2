import tensorflow as tf
from tensorflow.keras import layers

class Minimal(layers.Layer):
    def __init__(self, units, **more):
        super().__init__(**more)
        self.units = self.state_size = units
        self.mix = layers.Dense(units)

    def call(self, inputs, states):
        h = tf.tanh(self.mix(tf.concat([inputs, states[0]], -1)))
        return h, [h]


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__(name="net")
        self.emb = layers.LSTM(4, return_state=True, name="emb")
        self.dec = layers.LSTM(4, return_state=True, return_sequences=True, name="dec")
        self.custom = layers.RNN(Minimal(4), return_state=True, name="custom")
        self.custom_dec = layers.RNN(Minimal(4), name="custom_dec")
        self.attended = layers.LSTM(4, return_sequences=True, return_state=True, name="attended")
        self.reader = layers.GRU(4, return_sequences=True, name="reader")
        self.attend = layers.Attention()
        self.low = layers.LSTM(4, return_sequences=True, name="low")
        self.top = layers.LSTM(4, name="top")
        self.learned = layers.GRU(4, name="learned")
        self.start = self.add_weight(shape=(1, 4), name="start")
        self.fixed = layers.GRU(4, name="fixed")
        self.memory = layers.GRU(4, stateful=True, name="memory")
        self.loose = layers.GRUCell(4, name="loose")
        self.head = layers.Dense(1, name="head")

    def call(self, x):
        batch = tf.shape(x)[0]
        _, h, c = self.emb(x)
        a, h, c = self.dec(x, initial_state=[h, c])
        b, h, c = self.dec(x, initial_state=[h, c])
        _, s = self.custom(x)
        d = self.custom_dec(x, initial_state=s)
        keys, _, _ = self.attended(x)
        e = self.attend([self.reader(x), keys])
        f = self.top(self.low(x))
        g = self.learned(x, initial_state=tf.tile(self.start, [batch, 1]))
        i = self.fixed(x, initial_state=tf.ones([batch, 4]))
        j = self.memory(x)
        state = tf.zeros([batch, 4])
        for t in range(3):
            k, (state,) = self.loose(x[:, t], [state])
        parts = [tf.reduce_mean(p, 1) for p in (a, b, e)] + [d, f, g, i, j, k]
        return self.head(tf.concat(parts, -1))


net = Net()
net(tf.zeros([4, 3, 2]))
optimizer = tf.keras.optimizers.SGD(0.01)
@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(net(x) - y))
    variables = net.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


for _ in range(2):
    train_step(tf.random.normal([4, 3, 2]), tf.zeros([4, 1]))
