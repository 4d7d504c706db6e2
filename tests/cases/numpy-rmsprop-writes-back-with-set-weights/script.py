import numpy as np
import tensorflow as tf
from tensorflow import keras

# The course wants us to write the optimizer in numpy ourselves (exercise 5b)


class NumpyRMSProp:
    def __init__(self, lr=0.01, rho=0.9, eps=1e-7):
        self.lr, self.rho, self.eps = lr, rho, eps
        self.cache = None

    def update(self, weights, grads):
        if self.cache is None:
            self.cache = [np.zeros_like(w) for w in weights]
        new = []
        for i, (w, g) in enumerate(zip(weights, grads)):
            self.cache[i] = self.rho * self.cache[i] + (1 - self.rho) * g ** 2
            new.append(w - self.lr * g / (np.sqrt(self.cache[i]) + self.eps))
        return new


def build():
    return keras.Sequential([
        keras.Input((2,)),
        keras.layers.Dense(12, activation="tanh", name="hid"),
        keras.layers.Dense(3, activation="softmax", name="probs"),
    ], name="spiral_net")


def spiral(n=30):
    X, y = [], []
    for k in range(3):
        r = np.linspace(0.05, 1, n)
        t = np.linspace(k * 4, (k + 1) * 4, n) + np.random.randn(n) * 0.2
        X.append(np.c_[r * np.sin(t), r * np.cos(t)])
        y.append(np.full(n, k))
    return np.concatenate(X).astype("float32"), np.concatenate(y)


X, y = spiral()
model, optimizer = build(), NumpyRMSProp(lr=0.02)
cce = keras.losses.SparseCategoricalCrossentropy()

log = {"loss": [], "acc": []}
for epoch in range(5):
    order = np.random.permutation(len(X))
    for start in range(0, len(X), 30):
        pick = order[start:start + 30]
        with tf.GradientTape() as tape:
            probs = model(X[pick])
            loss = cce(y[pick], probs)
        grads = [g.numpy() for g in tape.gradient(loss, model.trainable_weights)]
        model.set_weights(optimizer.update(model.get_weights(), grads))
    log["loss"].append(float(loss))
    log["acc"].append(float(np.mean(np.argmax(model(X).numpy(), axis=1) == y)))
    print(f"epoch {epoch} loss {log['loss'][-1]:.3f} acc {log['acc'][-1]:.2f}")
