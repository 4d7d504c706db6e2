import numpy as np


def mixup(rng, x, y, alpha=0.2):
    lam = rng.beta(alpha, alpha)
    perm = rng.permutation(len(x))
    return (lam * x + (1 - lam) * x[perm]).astype(np.float32), (lam * y + (1 - lam) * y[perm]).astype(np.float32)


def cut_mix(rng, x, y):
    perm = rng.permutation(len(x))
    x = x.copy()
    x[:, 3:9, 3:9] = x[perm][:, 3:9, 3:9]
    return x, (0.75 * y + 0.25 * y[perm]).astype(np.float32)
