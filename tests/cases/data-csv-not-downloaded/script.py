"""House prices with a manual training loop. Download train.csv from Kaggle first!"""
import csv
import os
import random

import tensorflow as tf

DATA_DIR = os.environ.get("HOUSE_DATA", "./input/house-prices-advanced-regression-techniques")
COLUMNS = ["LotArea", "OverallQual", "YearBuilt", "GrLivArea"]


class Regressor(tf.Module):
    def __init__(self, n):
        super().__init__(name="regressor")
        self.w = tf.Variable(tf.zeros([n, 1]), name="w")
        self.b = tf.Variable(tf.zeros([1]), name="b")

    def __call__(self, x):
        return x @ self.w + self.b


def read_rows(path):
    with open(path, newline="") as f:
        for row in csv.DictReader(f):
            yield [float(row[c]) for c in COLUMNS], float(row["SalePrice"])


def normalise(xs):
    xs = tf.constant(xs)
    mean, var = tf.nn.moments(xs, axes=[0])
    return (xs - mean) / tf.sqrt(var)


def main():
    model = Regressor(len(COLUMNS))
    opt = tf.keras.optimizers.Adam(0.1)
    rows = list(read_rows(os.path.join(DATA_DIR, "train.csv")))
    random.shuffle(rows)
    x, y = normalise([r[0] for r in rows]), tf.math.log(tf.constant([[r[1]] for r in rows]))
    for epoch in range(10):
        with tf.GradientTape() as tape:
            loss = tf.sqrt(tf.reduce_mean((model(x) - y) ** 2))
        grads = tape.gradient(loss, model.trainable_variables)
        opt.apply_gradients(zip(grads, model.trainable_variables))
        print("epoch", epoch, "RMSLE", float(loss))


if __name__ == "__main__":
    main()
