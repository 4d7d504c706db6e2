# min-max multitask learning: always improve the task that is doing worst
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

TASKS = {"sentiment": 2, "topic": 6, "toxicity": 2}

words = tf.keras.Input((14,), dtype="int32")
h = layers.Embedding(200, 12, name="words")(words)
h = layers.Conv1D(16, 3, activation="relu", name="ngrams")(h)
h = layers.GlobalMaxPooling1D(name="maxpool")(h)
shared = layers.Dense(16, activation="relu", name="shared")(h)
heads = {task: layers.Dense(k, name=task)(shared) for task, k in TASKS.items()}
net = tf.keras.Model(words, heads, name="multitask")

xent = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
opt = tf.keras.optimizers.Adam(2e-3)
seen = {task: tf.keras.metrics.Mean() for task in TASKS}


def task_losses(labels, logits):
    return {task: xent(labels[task], logits[task]) for task in TASKS}


@tf.function
def update(x, labels):
    with tf.GradientTape() as tape:
        losses = task_losses(labels, net(x, training=True))
        name, worst = max(losses.items(), key=lambda item: item[1])
    grads = tape.gradient(worst, net.trainable_variables)
    opt.apply_gradients((g, v) for g, v in zip(grads, net.trainable_variables) if g is not None)
    for task, value in losses.items():
        seen[task].update_state(value)
    return worst


def generator(n_batches=5, size=16):
    for _ in range(n_batches):
        x = np.random.randint(0, 200, (size, 14)).astype("int32")
        yield tf.constant(x), {t: tf.constant(np.random.randint(0, k, size)) for t, k in TASKS.items()}


for epoch in range(2):
    for x, labels in generator():
        worst = update(x, labels)
    print(epoch, "worst", float(worst), {t: round(float(m.result()), 3) for t, m in seen.items()})
