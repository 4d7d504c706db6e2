"""Self-critical captioning with the DiCE 'magic box': value 1, gradient of the log-probability."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import Model, layers, optimizers

VOCAB, MAX_LEN, UNITS, START = 12, 5, 16, 0


def magic_box(log_prob):
    return tf.exp(log_prob - tf.stop_gradient(log_prob))


class Captioner(Model):
    def __init__(self):
        super().__init__(name="captioner")
        self.see = layers.Dense(UNITS, activation="tanh", name="see")
        self.word = layers.Embedding(VOCAB, 8, name="word")
        self.cell = layers.StackedRNNCells([layers.GRUCell(UNITS), layers.GRUCell(UNITS)], name="cells")
        self.say = layers.Dense(VOCAB, name="say")

    def rollout(self, image, greedy=False):
        batch = tf.shape(image)[0]
        first = self.see(image)
        state = [first, tf.zeros_like(first)]
        token = tf.fill([batch], START)
        tokens, log_probs = [], []
        for _ in range(MAX_LEN):
            out, state = self.cell(self.word(token), state)
            logits = self.say(out)
            if greedy:
                token = tf.argmax(logits, axis=-1, output_type=tf.int32)
            else:
                token = tf.random.categorical(logits, 1, dtype=tf.int32)[:, 0]
            log_probs.append(tf.gather(tf.nn.log_softmax(logits), token, batch_dims=1))
            tokens.append(token)
        return tf.stack(tokens, 1), tf.add_n(log_probs)


def cider_like(tokens, reference):
    """how many words of the reference are in the caption"""
    hit = tf.reduce_any(tokens[:, :, None] == reference[:, None, :], axis=1)
    return tf.reduce_mean(tf.cast(hit, tf.float32), axis=-1)


net = Captioner()
opt = optimizers.Adam(5e-3, clipnorm=1.0)


@tf.function
def self_critical_step(image, reference):
    baseline, _ = net.rollout(image, greedy=True)
    with tf.GradientTape() as tape:
        sampled, log_prob = net.rollout(image)
        advantage = cider_like(sampled, reference) - cider_like(baseline, reference)
        loss = -tf.reduce_mean(magic_box(log_prob) * advantage)
    grads = tape.gradient(loss, net.trainable_variables)
    opt.apply_gradients(zip(grads, net.trainable_variables))
    return loss, tf.reduce_mean(advantage)


images = np.random.randn(40, 7).astype("float32")
refs = np.random.randint(1, VOCAB, size=(40, 3)).astype("int32")
for step, (img, ref) in enumerate(tf.data.Dataset.from_tensor_slices((images, refs)).batch(20).repeat(2)):
    loss, adv = self_critical_step(img, ref)
    print(f"{step}: surrogate {loss:+.4f} advantage {adv:+.4f}")
