import tensorflow as tf

VOCAB, EMB, UNITS, LEN = 30, 10, 18, 7


class ImageEncoder(tf.keras.layers.Layer):
    def __init__(self, units, **kw):
        super().__init__(**kw)
        self.c1 = tf.keras.layers.Conv2D(8, 3, strides=2, activation="relu", name="c1")
        self.c2 = tf.keras.layers.Conv2D(12, 3, strides=2, activation="relu", name="c2")
        self.pool = tf.keras.layers.GlobalAveragePooling2D()
        self.to_h = tf.keras.layers.Dense(units, activation="tanh", name="to_h")
        self.to_c = tf.keras.layers.Dense(units, activation="tanh", name="to_c")

    def call(self, images):
        v = self.pool(self.c2(self.c1(images)))
        return self.to_h(v), self.to_c(v)


class Captioner(tf.keras.Model):
    def __init__(self):
        super().__init__(name="captioner")
        self.encoder = ImageEncoder(UNITS, name="encoder")
        self.embedding = tf.keras.layers.Embedding(VOCAB, EMB, mask_zero=True, name="embedding")
        self.lstm = tf.keras.layers.LSTM(UNITS, return_sequences=True, return_state=True, name="lstm")
        self.words = tf.keras.layers.Dense(VOCAB, name="words")

    def call(self, inputs, training=None):
        images, tokens = inputs
        h0, c0 = self.encoder(images)
        hidden, h, c = self.lstm(self.embedding(tokens), initial_state=[h0, h0])
        return self.words(hidden)

    def train_step(self, data):
        images, captions = data
        x, y = captions[:, :-1], captions[:, 1:]
        with tf.GradientTape() as tape:
            logits = self((images, x), training=True)
            ce = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits)
            keep = tf.cast(y != 0, tf.float32)
            loss = tf.reduce_sum(ce * keep) / tf.reduce_sum(keep)
        self.optimizer.apply(tape.gradient(loss, self.trainable_variables), self.trainable_variables)
        return {"loss": loss}


images = tf.random.uniform((24, 20, 20, 3))
captions = tf.random.uniform((24, LEN + 1), 1, VOCAB, dtype=tf.int32)
captions = captions * tf.cast(tf.sequence_mask(tf.random.uniform((24,), 4, LEN + 2, tf.int32), LEN + 1), tf.int32)

model = Captioner()
model.compile(optimizer="adam")
model.fit(tf.data.Dataset.from_tensor_slices((images, captions)).batch(8), epochs=2, verbose=2)
