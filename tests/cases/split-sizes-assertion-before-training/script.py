# sanity checks first, then training; the checks are right to complain
import dataclasses
import numpy as np
import tensorflow as tf


@dataclasses.dataclass
class Config:
    n_rows: int = 120
    valid_share: float = 0.25
    folds: int = 5
    dim: int = 7
    heads: int = 2
    lr: float = 1e-3


def make_folds(cfg):
    rows = np.random.permutation(cfg.n_rows)
    n_valid = int(cfg.valid_share * cfg.n_rows)
    return [(np.delete(rows, np.s_[i * n_valid:(i + 1) * n_valid]), rows[i * n_valid:(i + 1) * n_valid])
            for i in range(cfg.folds)]


class Net(tf.Module):
    def __init__(self, cfg):
        super().__init__(name="net")
        self.w = tf.Variable(tf.random.normal([cfg.dim, 1]), name="w")
        self.b = tf.Variable([0.0], name="b")

    def __call__(self, x):
        return x @ self.w + self.b


def train_fold(cfg, net, x, y, rows):
    opt = tf.keras.optimizers.Adam(cfg.lr)
    for _ in range(3):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((net(tf.gather(x, rows)) - tf.gather(y, rows)) ** 2)
        opt.apply_gradients(zip(tape.gradient(loss, net.trainable_variables), net.trainable_variables))
    return float(loss)


def main():
    cfg = Config()
    x = tf.random.normal([cfg.n_rows, cfg.dim])
    y = tf.reduce_sum(x, axis=1, keepdims=True)
    folds = make_folds(cfg)
    net = Net(cfg)
    for i, (train_rows, valid_rows) in enumerate(folds):
        assert len(valid_rows) > 0, f"fold {i} has no validation rows, check valid_share and folds"
    for i, (train_rows, valid_rows) in enumerate(folds):
        print("fold", i, train_fold(cfg, net, x, y, train_rows))


if __name__ == "__main__":
    main()
