import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

ITEMS, CITIES, EVERY = 60, 9, 2
tf.keras.utils.set_random_seed(70)


class BookingModel(tf.keras.Model):
    def __init__(self):
        super().__init__(name="booking")
        self.item = layers.Embedding(ITEMS, 8, name="item")
        self.city_table = self.add_weight(name="city_table", shape=(CITIES, 4), initializer="random_normal")
        self.h = layers.Dense(12, activation="relu", name="h")
        self.p = layers.Dense(1, name="p")

    def call(self, batch):
        city = tf.matmul(tf.one_hot(batch["city"], CITIES), self.city_table)
        return self.p(self.h(tf.concat([self.item(batch["item"]), city], axis=-1)))


class Accumulator:
    def __init__(self, variables):
        self.variables = variables
        self.sums = [tf.Variable(tf.zeros(v.shape), trainable=False) for v in variables]

    def add(self, grads):
        for total, g in zip(self.sums, grads):
            if not isinstance(g, tf.Tensor):
                continue                     # None
            total.assign_add(g / EVERY)

    def flush_into(self, optimizer):
        optimizer.apply_gradients([(total.read_value(), v) for total, v in zip(self.sums, self.variables)])
        for total in self.sums:
            total.assign(tf.zeros_like(total))


model = BookingModel()
model({"item": tf.zeros([1], tf.int32), "city": tf.zeros([1], tf.int32)})
accumulator = Accumulator(model.trainable_variables)
optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function
def macro_step(micro_batches):
    losses = []
    for batch in micro_batches:
        with tf.GradientTape() as tape:
            logit = model(batch)
            loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=batch["booked"], logits=logit))
        accumulator.add(tape.gradient(loss, model.trainable_variables))
        losses.append(loss)
    accumulator.flush_into(optimizer)
    return tf.reduce_mean(losses)


def micro(n=16):
    return {"item": tf.constant(np.random.randint(0, ITEMS, n)), "city": tf.constant(np.random.randint(0, CITIES, n)),
            "booked": tf.constant(np.random.randint(0, 2, (n, 1)), tf.float32)}


for k in range(3):
    print("macro step", k, "bce", round(float(macro_step([micro() for _ in range(EVERY)])), 4))
