# adaptive computation: refine the answer until the halting unit says stop (no ponder cost yet)
import tensorflow as tf

DIM, MAX_STEPS = 8, 5


class AdaptiveReasoner(tf.Module):
    def __init__(self):
        super().__init__(name="reasoner")
        init = tf.keras.initializers.VarianceScaling(seed=3)
        with self.name_scope:
            self.embed = tf.Variable(init([4, DIM]), name="embed")
            self.trans = tf.Variable(init([DIM, DIM]), name="trans")
            self.halt_w = tf.Variable(init([DIM, 1]), name="halt_w")
            self.halt_b = tf.Variable([-1.0], name="halt_b")
            self.readout = tf.Variable(init([DIM, 1]), name="readout")

    def halting(self, state):
        return tf.reduce_mean(tf.sigmoid(state @ self.halt_w + self.halt_b))

    def __call__(self, x):
        state = tf.tanh(x @ self.embed)

        def not_done(step, state, halted):
            return tf.logical_and(step < MAX_STEPS, halted < 0.9)

        def ponder(step, state, halted):
            state = tf.tanh(state @ self.trans) + state
            return step + 1, state, halted + self.halting(state)

        steps, state, _ = tf.while_loop(not_done, ponder, (tf.constant(0), state, tf.constant(0.0)))
        return state @ self.readout, steps


net = AdaptiveReasoner()
optimizer = tf.keras.optimizers.Adam(5e-3)


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        pred, steps = net(x)
        loss = tf.reduce_mean(tf.square(pred - y))
    grads = tape.gradient(loss, net.trainable_variables)
    optimizer.apply_gradients(zip(grads, net.trainable_variables))
    return loss, steps


for i in range(5):
    x = tf.random.normal([32, 4])
    loss, steps = train_step(x, tf.reduce_sum(x, -1, keepdims=True))
    print(f"{i}: loss {loss.numpy():.4f} after {steps.numpy()} steps of thought")
