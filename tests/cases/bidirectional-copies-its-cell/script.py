"""Sentiment with a cell that owns its initial state (get_initial_state is overridden) and recurrent layer norm."""
import tensorflow as tf
from tensorflow import keras


@keras.utils.register_keras_serializable()
class LayerNormSRUCell(keras.layers.Layer):
    """Simple recurrent unit; the very first memory is learned."""

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.fused = keras.layers.Dense(3 * units, name="fused")
        self.highway = keras.layers.Dense(units, use_bias=False, name="highway")
        self.norm = keras.layers.LayerNormalization(name="norm")
        # exists from the start because get_initial_state may be asked before build()
        self.c0 = self.add_weight(name="c0", shape=(1, units), initializer=keras.initializers.RandomNormal(0.0, 0.1))
        self.v_f = self.add_weight(name="v_f", shape=(units,), initializer="zeros")

    @property
    def state_size(self):
        return self.units

    @property
    def output_size(self):
        return self.units

    def get_initial_state(self, batch_size=None):
        return [tf.repeat(tf.tanh(self.c0), batch_size, axis=0)]

    def build(self, input_shape):
        self.fused.build(input_shape)
        self.highway.build(input_shape)
        self.norm.build((None, self.units))
        self.built = True

    def call(self, x, states):
        (c,) = states
        z, f, r = tf.split(self.fused(x), 3, -1)
        f = tf.sigmoid(f + self.v_f * c)
        r = tf.sigmoid(r)
        c = f * c + (1.0 - f) * z
        h = r * tf.tanh(self.norm(c)) + (1.0 - r) * self.highway(x)
        return h, [c]

    def get_config(self):
        return super().get_config() | {"units": self.units}


def build_model(vocab, lookup):
    text = keras.Input((), dtype="string", name="text")
    ids = lookup(text)
    x = keras.layers.Embedding(vocab, 10, name="words")(ids)
    x = keras.layers.Bidirectional(keras.layers.RNN(LayerNormSRUCell(8), return_sequences=True), name="bi")(x)
    x = keras.layers.GlobalMaxPooling1D(name="max")(x)
    return keras.Model(text, keras.layers.Dense(1, name="logit")(x))


texts = ["what a lovely film", "boring and far too long", "lovely lovely music", "never again",
         "too long but lovely", "a boring script", "again and again lovely", "what a boring evening"] * 4
labels = [1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0] * 4

lookup = keras.layers.TextVectorization(output_sequence_length=6)
lookup.adapt(tf.constant(texts))
model = build_model(lookup.vocabulary_size(), lookup)
model.compile("adam", keras.losses.BinaryCrossentropy(from_logits=True), metrics=["accuracy"])
ds = tf.data.Dataset.from_tensor_slices((texts, labels)).shuffle(32, seed=1).batch(8).prefetch(2)
model.fit(ds, epochs=2, verbose=2)
