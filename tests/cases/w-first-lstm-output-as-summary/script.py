# sentence classifier: "the first output, as with BERT"
import numpy as np
import tensorflow as tf

VOCAB, T = 50, 9


class Classifier(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.embed = tf.keras.layers.Embedding(VOCAB, 8)
        self.lstm = tf.keras.layers.LSTM(12, return_sequences=True)
        self.norm = tf.keras.layers.LayerNormalization()
        self.head = tf.keras.layers.Dense(3)

    def call(self, tokens):
        states = self.norm(self.lstm(self.embed(tokens)))
        cls = states[:, 0]
        return self.head(cls)


model = Classifier()
optimizer = tf.keras.optimizers.Adam(1e-3)
loss_of = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)


@tf.function
def train_step(tokens, labels):
    with tf.GradientTape() as tape:
        loss = loss_of(labels, model(tokens, training=True))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss


tokens = np.random.randint(1, VOCAB, (64, T))
labels = np.random.randint(0, 3, 64)
for epoch in range(2):
    for at in range(0, 64, 16):
        loss = train_step(tokens[at : at + 16], labels[at : at + 16])
    print(epoch, float(loss))
