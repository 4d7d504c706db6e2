import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

# two-stage customer model: estimate the age first (often missing), bin it, then predict basket and churn
AGE_EDGES = [-1.0, -0.5, 0.0, 0.5, 1.0]


def mlp(x, widths, prefix):
    for i, w in enumerate(widths):
        x = layers.Dense(w, activation="relu", name=f"{prefix}_{i}")(x)
    return x


def age_network(n_features):
    inp = keras.Input((n_features,))
    h = layers.Dense(8, activation="tanh", name="age_hidden")(inp)
    return keras.Model(inp, layers.Dense(1, name="age_out")(h), name="age_net")


def customer_model(n_features):
    visits = keras.Input((n_features,), name="visits")
    age = age_network(n_features)(visits)
    age_bin = layers.Discretization(bin_boundaries=AGE_EDGES, name="age_bin")(age)
    age_emb = layers.Flatten()(layers.Embedding(len(AGE_EDGES) + 1, 4, name="age_emb")(age_bin))
    trunk = mlp(layers.Concatenate()([visits, age_emb]), [24, 12], "trunk")
    basket = layers.Dense(1, name="basket")(trunk)
    churn = layers.Dense(6, activation="relu", name="churn_hidden")(trunk)
    churn = layers.Dense(1, activation="sigmoid", name="churn_out")(churn)
    return keras.Model(visits, {"basket": basket, "churn": churn}, name="customers")


rng = np.random.default_rng(21)
X = rng.normal(size=(90, 7)).astype("float32")
Y = {"basket": rng.gamma(2.0, size=(90, 1)).astype("float32"), "churn": rng.integers(0, 2, (90, 1)).astype("float32")}

model = customer_model(7)
model.compile(
    optimizer=keras.optimizers.Adam(1e-3),
    loss={"basket": "huber"},
    metrics={"basket": ["mae"], "churn": ["accuracy"]},
)
model.fit(X, Y, epochs=2, batch_size=30, verbose=2)
