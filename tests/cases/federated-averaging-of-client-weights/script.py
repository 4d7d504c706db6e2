import numpy as np
import tensorflow as tf

CLIENTS, ROUNDS = 3, 2


def create(name):
    hidden = tf.keras.layers.Dense(8, activation="relu", name="hidden")
    return tf.keras.Sequential([tf.keras.Input((4,)), hidden, tf.keras.layers.Dense(3, name="out")], name=name)


server, client = create("server"), create("client")
optimizer = tf.keras.optimizers.SGD(0.1)
cross_entropy = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
data = [(np.random.randn(32, 4).astype("float32"), np.random.randint(0, 3, 32)) for _ in range(CLIENTS)]

for number in range(ROUNDS):
    collected = []
    for x, y in data:
        client.set_weights(server.get_weights())
        for start in range(0, 32, 16):
            with tf.GradientTape() as tape:
                loss = cross_entropy(y[start : start + 16], client(x[start : start + 16]))
            gradients = tape.gradient(loss, client.trainable_variables)
            optimizer.apply_gradients(zip(gradients, client.trainable_variables))
        collected.append(client.get_weights())
    server.set_weights([np.mean(weights, axis=0) for weights in zip(*collected)])
    accuracy = np.mean([np.mean(np.argmax(server(x), axis=1) == y) for x, y in data])
    print("round", number, "accuracy", accuracy)
