"""Simulates the stale gradients of an asynchronous parameter server: each update uses the previous batch's gradient."""
import collections
import tensorflow as tf

DELAY = 1


class ParameterServer:
    def __init__(self, params, lr):
        self.params, self.lr = params, lr
        self.inbox = collections.deque()
        self.version = 0

    def push(self, grads):
        self.inbox.append([tf.convert_to_tensor(g) for g in grads])

    def pull(self):
        """apply whatever is old enough"""
        while len(self.inbox) > DELAY:
            for p, g in zip(self.params, self.inbox.popleft()):
                p.assign_sub(self.lr * g)
            self.version += 1
        return self.version


class Worker:
    def __init__(self, w, b, v):
        self.w, self.b, self.v = w, b, v

    def gradients(self, x, y):
        with tf.GradientTape() as tape:
            p = tf.nn.sigmoid(tf.tanh(x @ self.w + self.b) @ self.v)
            loss = tf.reduce_mean(tf.keras.losses.binary_crossentropy(y, p))
        return loss, tape.gradient(loss, [self.w, self.b, self.v])


tf.random.set_seed(9)
w = tf.Variable(tf.random.normal([3, 8], stddev=0.5), name="w")
b = tf.Variable(tf.zeros([8]), name="b")
v = tf.Variable(tf.random.normal([8, 1], stddev=0.5), name="v")
server = ParameterServer([w, b, v], lr=0.5)
workers = [Worker(w, b, v) for _ in range(2)]

for clock in range(6):
    x = tf.random.normal([32, 3])
    y = tf.cast(tf.reduce_sum(x, 1, keepdims=True) > 0, tf.float32)
    worker = workers[clock % len(workers)]
    loss, grads = worker.gradients(x, y)
    server.push(grads)
    version = server.pull()
    print(f"clock {clock} loss {loss:.4f} parameters at version {version}")
