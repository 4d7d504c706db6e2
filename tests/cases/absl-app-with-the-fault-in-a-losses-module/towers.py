import tensorflow as tf


class AudioTower(tf.keras.Model):
    def __init__(self, dim):
        super().__init__(name="audio")
        self.conv = tf.keras.layers.Conv1D(12, 5, activation="relu", name="conv")
        self.pool = tf.keras.layers.GlobalMaxPooling1D(name="pool")
        self.proj = tf.keras.layers.Dense(dim, name="proj")

    def call(self, clip):
        return self.proj(self.pool(self.conv(clip)))


class TagTower(tf.keras.Model):
    def __init__(self, n_tags, dim):
        super().__init__(name="tags")
        self.table = tf.keras.layers.Embedding(n_tags, dim, name="table")
        self.proj = tf.keras.layers.Dense(dim, name="proj")

    def call(self, ids):
        return self.proj(tf.reduce_mean(self.table(ids), axis=1))
