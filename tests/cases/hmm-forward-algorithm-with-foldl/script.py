# unsupervised HMM by gradient ascent on the marginal likelihood; probabilities live in log space
import tensorflow as tf

STATES, SYMBOLS, T = 3, 5, 12


class HMM:
    names = ("initial_logits", "transition_logits", "emission_logits")

    def __init__(self):
        shapes = ([STATES], [STATES, STATES], [STATES, SYMBOLS])
        self.variables = [tf.Variable(0.3 * tf.random.normal(s), name=n) for n, s in zip(self.names, shapes)]

    def log_parameters(self):
        return [tf.nn.log_softmax(v) for v in self.variables]

    def log_marginal(self, symbols):
        """symbols: [T] integers"""
        log_pi, log_a, log_b = self.log_parameters()
        emit = tf.gather(tf.transpose(log_b), symbols)

        def forward(alpha, e):
            return tf.reduce_logsumexp(alpha[:, None] + log_a, axis=0) + e

        alpha = tf.foldl(forward, emit[1:], initializer=log_pi + emit[0])
        return tf.reduce_logsumexp(alpha)

    def viterbi(self, symbols):
        log_pi, log_a, log_b = self.log_parameters()
        score, back = log_pi + log_b[:, symbols[0]], []
        for s in symbols[1:]:
            candidates = score[:, None] + log_a
            back.append(tf.argmax(candidates, axis=0).numpy())
            score = tf.reduce_max(candidates, axis=0) + log_b[:, s]
        path = [int(tf.argmax(score))]
        for pointer in reversed(back):
            path.append(int(pointer[path[-1]]))
        return path[::-1]


hmm = HMM()
opt = tf.keras.optimizers.Adam(0.05)


@tf.function(input_signature=[tf.TensorSpec([None, T], tf.int32)])
def em_like_step(batch):
    with tf.GradientTape() as tape:
        ll = tf.map_fn(hmm.log_marginal, batch, fn_output_signature=tf.float32)
        nll = -tf.reduce_mean(ll) / T
    opt.apply_gradients(zip(tape.gradient(nll, hmm.variables), hmm.variables))
    return nll


def noisy_cycle(n):
    base = tf.range(T)[None, :] + tf.random.uniform([n, 1], maxval=SYMBOLS, dtype=tf.int32)
    return (base + tf.cast(tf.random.uniform([n, T]) < 0.1, tf.int32)) % SYMBOLS


for it in range(4):
    batch = noisy_cycle(8)
    print("iteration", it, "nll per symbol %.4f" % em_like_step(batch).numpy(), "decoded", hmm.viterbi(batch[0].numpy())[:6])
