# ULMFiT-like schedule: the last group first, one more group per epoch
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

tf.keras.utils.set_random_seed(90)
inp = layers.Input((20,), dtype="int32")
x = layers.Embedding(70, 12, name="lm_embedding")(inp)
x = layers.LSTM(12, return_sequences=True, name="lm_lstm_1")(x)
x = layers.LSTM(12, return_sequences=True, name="lm_lstm_2")(x)
pooled = layers.Concatenate()([layers.GlobalMaxPooling1D()(x), layers.GlobalAveragePooling1D()(x)])
x = layers.BatchNormalization(name="clf_bn")(pooled)
x = layers.Dense(10, activation="relu", name="clf_hidden")(x)
model = tf.keras.Model(inp, layers.Dense(2, name="clf_out")(x), name="ulmfit")

GROUPS = [["clf_bn", "clf_hidden", "clf_out"], ["lm_lstm_2"], ["lm_lstm_1"], ["lm_embedding"]]
for layer in model.layers:
    layer.trainable = False


def unfreeze(group):
    for name in group:
        model.get_layer(name).trainable = True


def triangular(step, total, peak=0.01, cut=0.1):
    up = max(1, int(total * cut))
    p = step / up if step < up else 1 - (step - up) / (total - up)
    return peak * (1 + p * 31) / 32


loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
text, sentiment = np.random.randint(0, 70, (48, 20)), np.random.randint(0, 2, 48)
step, total = 0, 4 * 3
for epoch, group in enumerate(GROUPS):
    unfreeze(group)
    optimizer = tf.keras.optimizers.SGD(0.01, momentum=0.9)      # fresh slots for the longer list
    for lo in range(0, 48, 16):
        with tf.GradientTape() as tape:
            loss = loss_fn(sentiment[lo:lo + 16], model(text[lo:lo + 16], training=True))
        todo = model.trainable_variables
        optimizer.learning_rate = triangular(step, total)
        optimizer.apply_gradients(zip(tape.gradient(loss, todo), todo))
        step += 1
    print(f"epoch {epoch}: {len(todo)} tensors, loss {float(loss):.4f}")
