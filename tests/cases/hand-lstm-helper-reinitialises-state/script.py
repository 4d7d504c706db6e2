# LSTM from the equations (course assignment 4)
import tensorflow as tf

N_IN, N_HID = 3, 6
GATES = "ifog"


class MyLSTM(tf.Module):
    def __init__(self):
        super().__init__(name="lstm")
        with self.name_scope:
            self.W = {g: tf.Variable(tf.random.normal([N_IN, N_HID], stddev=0.3), name="W_" + g) for g in GATES}
            self.U = {g: tf.Variable(tf.random.normal([N_HID, N_HID], stddev=0.3), name="U_" + g) for g in GATES}
            self.b = {g: tf.Variable(tf.zeros([N_HID]), name="b_" + g) for g in GATES}
            self.V = tf.Variable(tf.random.normal([N_HID, 1], stddev=0.3), name="V")

    def init_state(self, x):
        n = tf.shape(x)[0]
        return {"h": tf.zeros([n, N_HID]), "c": tf.zeros([n, N_HID])}

    def step(self, x, state=None):
        state = self.init_state(x)
        pre = {g: x @ self.W[g] + state["h"] @ self.U[g] + self.b[g] for g in GATES}
        i, f, o = (tf.sigmoid(pre[g]) for g in "ifo")
        c = f * state["c"] + i * tf.tanh(pre["g"])
        return {"h": o * tf.tanh(c), "c": c}

    def __call__(self, seq):
        state = self.init_state(seq[:, 0])
        for t in tf.range(tf.shape(seq)[1]):
            state = self.step(seq[:, t], state)
        return state["h"] @ self.V


lstm = MyLSTM()
adam = tf.keras.optimizers.Adam(0.01)


@tf.function
def train(seq, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((lstm(seq) - y) ** 2)
    grads = tape.gradient(loss, lstm.trainable_variables)
    adam.apply_gradients(zip(grads, lstm.trainable_variables))
    return loss


for it in range(6):
    seq = tf.random.normal([20, 5, N_IN])
    y = tf.reduce_mean(seq[:, :, :1], axis=1)
    tf.print(it, train(seq, y))
