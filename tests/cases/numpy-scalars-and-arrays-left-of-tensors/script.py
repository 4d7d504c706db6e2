import numpy as np
import tensorflow as tf

# Spectral unmixing of soil samples. Prior knowledge sits in NumPy arrays, which are multiplied from the left.
rng = np.random.default_rng(21)
BANDS, MINERALS, SAMPLES = 15, 4, 40
library = np.abs(rng.normal(1, 0.3, (MINERALS, BANDS))).astype(np.float32)
truth = rng.dirichlet(np.ones(MINERALS), SAMPLES).astype(np.float32)
measured = truth @ library * 1.1 + rng.normal(0, 0.01, (SAMPLES, BANDS)).astype(np.float32)
sigma = np.linspace(0.5, 1.5, BANDS).astype(np.float32)
SQRT2 = np.float32(np.sqrt(2.0))

logits = tf.Variable(np.zeros((SAMPLES, MINERALS), np.float32), name="abundance_logits")
gain = tf.Variable(np.float32(1.0), name="gain")
tilt = tf.Variable(np.zeros(BANDS, np.float32), name="tilt")
knots = np.arange(BANDS, dtype=np.float32) / BANDS


def model():
    mix = tf.nn.softmax(SQRT2 * logits)                    # np.float32 * Variable
    spectra = mix @ library
    return (1.0 + knots * tilt) * (gain * spectra)         # np.ndarray * Variable


def objective():
    residual = (measured - model()) / sigma                # np.ndarray - Tensor
    data = np.float32(0.5) * tf.reduce_mean(residual ** 2)
    entropy = -tf.reduce_mean(tf.reduce_sum(tf.nn.softmax(logits) * tf.nn.log_softmax(logits), axis=1))
    ridge = sum(np.float32(1e-3) * tf.reduce_sum(v ** 2) for v in (tilt, gain - 1.0))
    return data + np.float64(0.01).astype("float32") * entropy + ridge


unknowns = [logits, gain, tilt]
opt = tf.keras.optimizers.Adam(tf.keras.optimizers.schedules.ExponentialDecay(0.05, 10, 0.9))
log = np.zeros(30)
for i in range(30):
    with tf.GradientTape() as tape:
        value = objective()
    opt.apply_gradients(zip(tape.gradient(value, unknowns), unknowns))
    log[i] = value
    if i > 5 and log[i - 5:i].mean() < log[i]:
        print("no progress, stop at", i)
        break
print("objective %.5f -> %.5f" % (log[0], log[i]), "gain", gain.numpy())
