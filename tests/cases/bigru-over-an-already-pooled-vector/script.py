import numpy as np
import tensorflow as tf
from tensorflow.keras import layers, Model, Input


def conv_block(x, filters, idx):
    x = layers.Conv2D(filters, 3, padding="same", use_bias=False, name=f"conv{idx}")(x)
    x = layers.BatchNormalization(name=f"bn{idx}")(x)
    x = layers.ReLU(name=f"relu{idx}")(x)
    return layers.MaxPooling2D(2, name=f"pool{idx}")(x)


def build_crnn(height=16, width=32, n_classes=5):
    """CRNN for short sound events: conv stack on the log-mel picture, then recurrent layers."""
    mel = Input((height, width, 1), name="log_mel")
    x = conv_block(mel, 8, 1)
    x = conv_block(x, 16, 2)
    x = layers.GlobalAveragePooling2D(name="squeeze")(x)
    x = layers.Reshape((-1, 16), name="to_sequence")(x)
    x = layers.Bidirectional(layers.SimpleRNN(12, name="rnn"), name="birnn")(x)
    x = layers.Dropout(0.3, name="drop")(x)
    out = layers.Dense(n_classes, activation="softmax", name="event")(x)
    return Model(mel, out, name="crnn")


tf.keras.utils.set_random_seed(21)
model = build_crnn()
model.compile(optimizer=tf.keras.optimizers.SGD(0.05, momentum=0.9),
              loss="sparse_categorical_crossentropy", metrics=["accuracy"])

spectrograms = np.random.rand(64, 16, 32, 1).astype("float32")
events = np.random.randint(0, 5, 64)
history = model.fit(spectrograms, events, batch_size=16, epochs=2, validation_split=0.2, verbose=0,
                    callbacks=[tf.keras.callbacks.EarlyStopping(patience=5),
                               tf.keras.callbacks.TerminateOnNaN()])
print({k: [round(float(x), 3) for x in v] for k, v in history.history.items()})
