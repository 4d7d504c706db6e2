from tensorflow.keras import Sequential, layers


def make_encoder(k):
    return Sequential([layers.Dense(16, activation="gelu", name="e1"), layers.Dense(k, name="e2")], name="encoder")


def make_decoder(dim):
    return Sequential([layers.Dense(16, activation="gelu", name="d1"), layers.Dense(dim, name="d2")], name="decoder")
