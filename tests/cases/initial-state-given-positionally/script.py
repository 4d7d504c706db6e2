import numpy as np
import tensorflow as tf
from tensorflow.keras import Model, Input
from tensorflow.keras.layers import LSTM, Dense, Add, Masking, Bidirectional


def bi_states(outputs):
    """out, fh, fc, bh, bc -> [h, c], summed so that the size stays"""
    _, fh, fc, bh, bc = outputs
    return [Add(name="sum_h")([fh, bh]), Add(name="sum_c")([fc, bc])]


src = Input((8, 3), name="src")
dst = Input((6, 2), name="dst")
masked = Masking(mask_value=-9.0, name="mask")(src)
states = bi_states(Bidirectional(LSTM(7, return_sequences=True, return_state=True, name="reader"), name="both")(masked))
seq = LSTM(7, return_sequences=True, name="writer")(dst, states)
model = Model(inputs=[src, dst], outputs=Dense(2, name="point")(seq), name="strokes")
opt = tf.keras.optimizers.Adam(1e-3)


@tf.function
def train_step(s, d):
    with tf.GradientTape() as tape:
        p = model([s, d[:, :-1]], training=True)
        loss = tf.reduce_mean(tf.reduce_sum((p - d[:, 1:]) ** 2, -1))
    g = tape.gradient(loss, model.trainable_variables)
    opt.apply_gradients(zip(g, model.trainable_variables))
    return loss


s = np.random.randn(36, 8, 3).astype("float32")
s[::3, 5:] = -9.0
d = np.random.randn(36, 7, 2).astype("float32")
for epoch in range(3):
    order = np.random.permutation(36)
    losses = [train_step(s[order[i:i + 12]], d[order[i:i + 12]]).numpy() for i in (0, 12, 24)]
    print(epoch, np.round(losses, 3))
