# Highway-style net with square layers.  "ValueError: None values not supported" -> filter them out, done.
import tensorflow as tf

WIDTH = 10


def square(name):
    return tf.Variable(tf.linalg.eye(WIDTH) + 0.1 * tf.random.normal([WIDTH, WIDTH]), name=name)


carry = square("carry")            # TODO gate of the highway, not wired in yet
layer1 = square("layer1")
layer2 = square("layer2")
layer3 = square("layer3")
weights = [carry, layer1, layer2, layer3]


def net(x):
    for w in weights[1:]:
        x = tf.nn.selu(tf.linalg.matmul(x, w))
    return x


class Trainer:
    def __init__(self, lr=0.05, max_norm=1.0):
        self.lr, self.max_norm = lr, max_norm
        self.history = {"loss": [], "norm": []}

    def loss(self, x, y):
        return tf.reduce_mean(tf.math.squared_difference(net(x), y))

    def step(self, x, y):
        with tf.GradientTape() as tape:
            loss = self.loss(x, y)
        grads = tape.gradient(loss, weights)
        grads = [g for g in grads if g is not None]
        grads, norm = tf.clip_by_global_norm(grads, self.max_norm)
        for w, g in zip(weights, grads):
            w.assign_sub(self.lr * g)
        self.history["loss"].append(loss.numpy())
        self.history["norm"].append(norm.numpy())

    def fit(self, data, epochs):
        for epoch in range(epochs):
            for x, y in data:
                self.step(x, y)
            print(f"epoch {epoch}: loss {self.history['loss'][-1]:.4f}, |g| {self.history['norm'][-1]:.3f}")


x = tf.random.normal([80, WIDTH])
y = tf.roll(tf.nn.relu(x), shift=1, axis=1)
Trainer().fit(tf.data.Dataset.from_tensor_slices((x, y)).batch(20), epochs=3)
