"""Image captioning in the style of the TF tutorial; CNN features are replaced by random ones."""
import tensorflow as tf

PARAMS = {"vocab": 30, "embed": 16, "enc_units": 24, "dec_units": 32, "max_len": 6}


class FeatureReader(tf.keras.Model):
    def __init__(self, units):
        super().__init__(name="reader")
        self.reduce = tf.keras.layers.Dense(units, activation="relu", name="reduce")
        self.gru = tf.keras.layers.GRU(units, return_sequences=True, return_state=True, name="scan")

    def call(self, regions):
        return self.gru(self.reduce(regions))


class Captioner(tf.keras.Model):
    def __init__(self, p):
        super().__init__(name="captioner")
        self.embedding = tf.keras.layers.Embedding(p["vocab"], p["embed"], name="words")
        self.gru = tf.keras.layers.GRU(p["dec_units"], return_sequences=True, name="gru")
        self.fc = tf.keras.layers.Dense(p["vocab"], name="fc")

    def call(self, tokens, state):
        x = self.embedding(tokens)
        x = self.gru(x, initial_state=state)
        return self.fc(x)


reader = FeatureReader(PARAMS["enc_units"])
captioner = Captioner(PARAMS)
optimizer = tf.keras.optimizers.Adam(1e-3)
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)


@tf.function
def train_step(regions, caption):
    with tf.GradientTape() as tape:
        _, state = reader(regions)
        logits = captioner(caption[:, :-1], state)
        loss = loss_fn(caption[:, 1:], logits)
    variables = reader.trainable_variables + captioner.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


for step in range(3):
    regions = tf.random.normal([8, 5, 10])
    caption = tf.random.uniform([8, PARAMS["max_len"]], maxval=PARAMS["vocab"], dtype=tf.int32)
    print(step, float(train_step(regions, caption)))
