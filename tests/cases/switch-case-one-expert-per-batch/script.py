# Stochastic depth / path dropout with tf.switch_case: each batch goes through one randomly chosen branch.
import tensorflow as tf

BRANCHES, WIDTH = 3, 8


class Supernet(tf.Module):
    def __init__(self):
        super().__init__(name="supernet")
        he = tf.initializers.HeNormal(seed=1)
        with self.name_scope:
            self.stem = tf.Variable(he([5, WIDTH]), name="stem")
            self.mats = [tf.Variable(he([WIDTH, WIDTH]), name=f"branch{i}") for i in range(BRANCHES)]
            self.scales = [tf.Variable(tf.ones([]), name=f"scale{i}") for i in range(BRANCHES)]
            self.identity_gain = tf.Variable(1.0, name="identity_gain")
            self.head = tf.Variable(he([WIDTH, 2]), name="head")

    def branch(self, i, h):
        return lambda: tf.nn.relu(h @ self.mats[i]) * self.scales[i]

    def __call__(self, x, choice):
        h = tf.nn.relu(x @ self.stem)
        for depth in range(2):
            fns = [self.branch(i, h) for i in range(BRANCHES)]
            # branch 3 skips the block
            fns.append(lambda h=h: h * self.identity_gain)
            h = h + tf.switch_case(choice[depth], fns)
        return h @ self.head


net = Supernet()
opt = tf.keras.optimizers.SGD(0.05, momentum=0.5, nesterov=True)


@tf.function
def train_step(x, y):
    choice = tf.random.uniform([2], maxval=BRANCHES + 1, dtype=tf.int32)
    with tf.GradientTape() as tape:
        logits = net(x, choice)
        loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(tf.one_hot(y, 2), logits))
    grads = tape.gradient(loss, net.trainable_variables)
    opt.apply_gradients(zip(grads, net.trainable_variables))
    return choice, loss


for it in range(8):
    x = tf.random.normal([32, 5])
    y = tf.cast(x[:, 0] * x[:, 1] > 0, tf.int32)
    choice, loss = train_step(x, y)
    print(f"it {it} path {choice.numpy().tolist()} loss {loss.numpy():.3f}")
