"""Original WGAN (weight clipping, several critic steps) for a mixture of Gaussians."""
import numpy as np
import tensorflow as tf

NOISE, CLIP, N_CRITIC = 3, 0.05, 3
tf.random.set_seed(31)


class MLP(tf.Module):
    def __init__(self, sizes, name):
        super().__init__(name=name)
        self.weights, self.biases = [], []
        for i, (a, b) in enumerate(zip(sizes, sizes[1:])):
            self.weights.append(tf.Variable(tf.random.truncated_normal([a, b], stddev=0.2), name=f"{name}_w{i}"))
            self.biases.append(tf.Variable(tf.zeros([b]), name=f"{name}_b{i}"))

    def __call__(self, x):
        for i, (w, b) in enumerate(zip(self.weights, self.biases)):
            x = tf.nn.bias_add(tf.matmul(x, w), b)
            if i < len(self.weights) - 1:
                x = tf.nn.leaky_relu(x)
        return x


gen, critic = MLP([NOISE, 16, 2], "gen"), MLP([2, 16, 1], "critic")
gen_opt, critic_opt = tf.keras.optimizers.RMSprop(5e-4), tf.keras.optimizers.RMSprop(5e-4)


@tf.function
def train(real):
    for part in tf.split(real, N_CRITIC):
        fake = tf.stop_gradient(gen(tf.random.normal([tf.shape(part)[0], NOISE])))
        with tf.GradientTape() as tape:
            estimate = tf.reduce_mean(critic(part)) - tf.reduce_mean(tf.nn.elu(critic(fake)))
            critic_loss = -estimate
        grads = tape.gradient(critic_loss, critic.trainable_variables)
        critic_opt.apply_gradients(zip(grads, critic.trainable_variables))
        for v in critic.trainable_variables:
            v.assign(tf.clip_by_value(v, -CLIP, CLIP))
    with tf.GradientTape() as tape:
        gen_loss = -tf.reduce_mean(critic(gen(tf.random.normal([64, NOISE]))))
    grads = tape.gradient(gen_loss, gen.trainable_variables)
    gen_opt.apply_gradients(zip(grads, gen.trainable_variables))
    return estimate, gen_loss


centers = np.array([[2, 0], [-2, 0], [0, 2]], "float32")
for step in range(5):
    real = centers[np.random.randint(0, 3, 48)] + 0.1 * np.random.randn(48, 2).astype("float32")
    w, g = train(tf.constant(real))
    print(step, "wasserstein", float(w), "generator", float(g))
