import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

# Same language on both sides (paraphrases), so embedding and LSTM are shared by reader and writer.
VOCAB, DIM, T = 45, 16, 6
tf.keras.utils.set_random_seed(6)
embedding = layers.Embedding(VOCAB, DIM, name="embedding")
lstm = layers.LSTM(DIM, return_sequences=True, return_state=True, name="lstm")
project = layers.Dense(DIM, activation="tanh", name="project")
MODULES = (embedding, lstm, project)


def read(sentence):
    _, *state = lstm(embedding(sentence))
    return state


def write(prefix, state):
    # TODO: starting from `state` made the loss diverge, check later
    out, h, c = lstm(embedding(prefix))
    return tf.matmul(project(out), embedding.embeddings, transpose_b=True)


def batches(n):
    for _ in range(n):
        a = np.random.randint(1, VOCAB, (16, T))
        b = np.concatenate([np.zeros((16, 1), int), np.sort(a, axis=1)], axis=1)
        yield tf.constant(a), tf.constant(b)


optimizer = tf.keras.optimizers.Adam(3e-3)
smooth = None
for i, (source, para) in enumerate(batches(6)):
    with tf.GradientTape() as tape:
        logits = write(para[:, :-1], read(source))
        loss = tf.reduce_mean(tf.keras.losses.sparse_categorical_crossentropy(para[:, 1:], logits, from_logits=True))
    params = [p for m in MODULES for p in m.trainable_variables]
    optimizer.apply_gradients(zip(tape.gradient(loss, params), params))
    smooth = float(loss) if smooth is None else 0.8 * smooth + 0.2 * float(loss)
    print(f"{i}: {smooth:.4f}")
