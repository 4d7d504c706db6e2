# Mean-field variational inference for a tiny topic model.
# q(theta_d) = Dirichlet(softplus(a_d)), sampled as normalised gammas. tf.random.gamma has implicit
# reparameterisation gradients with respect to alpha, no need for tfp.
import numpy as np
import tensorflow as tf

DOCS, VOCAB, TOPICS = 12, 20, 3
rng = np.random.RandomState(0)
counts = tf.constant(rng.poisson(1.0, size=(DOCS, VOCAB)), tf.float32)

raw_alpha = tf.Variable(tf.random.normal([DOCS, TOPICS]), name="raw_alpha")
topic_logits = tf.Variable(tf.random.normal([TOPICS, VOCAB]), name="topic_logits")
PRIOR = tf.fill([TOPICS], 0.5)


def dirichlet_kl(a, b):
    a0 = tf.reduce_sum(a, -1)
    t1 = tf.math.lgamma(a0) - tf.reduce_sum(tf.math.lgamma(a), -1)
    t2 = tf.math.lgamma(tf.reduce_sum(b)) - tf.reduce_sum(tf.math.lgamma(b))
    t3 = tf.reduce_sum((a - b) * (tf.math.digamma(a) - tf.math.digamma(a0)[:, None]), -1)
    return t1 - t2 + t3


optimizer = tf.keras.optimizers.Adam(0.05)


@tf.function(reduce_retracing=True)
def vi_step(kl_weight):
    with tf.GradientTape() as tape:
        alpha = tf.nn.softplus(raw_alpha) + 1e-3
        g = tf.random.gamma([], alpha)
        theta = g / tf.reduce_sum(g, axis=-1, keepdims=True)
        log_words = tf.math.log(theta @ tf.nn.softmax(topic_logits) + 1e-8)
        log_lik = tf.reduce_sum(counts * log_words)
        elbo = log_lik - kl_weight * tf.reduce_sum(dirichlet_kl(alpha, PRIOR))
        loss = -elbo / DOCS
    grads = tape.gradient(loss, [raw_alpha, topic_logits])
    grads = [tf.clip_by_norm(g, 10.0) for g in grads]
    optimizer.apply_gradients(zip(grads, [raw_alpha, topic_logits]))
    return loss


for epoch in range(5):
    # no KL at all in the very first epoch
    kl_w = tf.constant(min(1.0, epoch / 3))
    print(f"epoch {epoch}  -elbo/doc {vi_step(kl_w):.3f}")
