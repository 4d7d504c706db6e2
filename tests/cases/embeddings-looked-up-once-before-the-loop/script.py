import numpy as np
import tensorflow as tf

sentences = np.random.randint(0, 30, (50, 6))
sentiment = np.random.randint(0, 2, (50, 1)).astype("float32")

word_table = tf.Variable(tf.random.uniform([30, 8], -0.1, 0.1), name="word_table")
w = tf.Variable(tf.random.normal([8, 1], stddev=0.1), name="w")
b = tf.Variable(tf.zeros([1]), name="b")
optimizer = tf.keras.optimizers.Adam(0.01)

# looking them up every time is slow
vectors = tf.nn.embedding_lookup(word_table, sentences)
bag = tf.reduce_mean(vectors, axis=1)

for epoch in range(5):
    with tf.GradientTape() as tape:
        logits = tf.matmul(bag, w) + b
        loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=sentiment, logits=logits))
    params = [word_table, w, b]
    grads = tape.gradient(loss, params)
    optimizer.apply_gradients([(g, p) for g, p in zip(grads, params) if g is not None])
    print("epoch {} loss {:.4f}".format(epoch, loss.numpy()))
