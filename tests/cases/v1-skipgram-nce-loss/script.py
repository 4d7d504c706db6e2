# word2vec_basic.py, shortened (TF 1.x tutorial code, now through compat.v1)
import collections
import math
import random

import numpy as np
import tensorflow.compat.v1 as tf

words = ("anarchism originated as a term of abuse first used against early working class radicals "
         "including the diggers of the english revolution and the sans culottes of the french revolution").split()
count = collections.Counter(words).most_common()
dictionary = {w: i for i, (w, _) in enumerate(count)}
data = [dictionary[w] for w in words]
vocabulary_size = len(dictionary)
batch_size, embedding_size, num_sampled = 16, 8, 5


def generate_batch():
    centers = np.random.randint(1, len(data) - 1, size=batch_size)
    batch = np.array([data[c] for c in centers], dtype=np.int32)
    labels = np.array([[data[c + random.choice([-1, 1])]] for c in centers], dtype=np.int32)
    return batch, labels


graph = tf.Graph()
with graph.as_default():
    with tf.name_scope("inputs"):
        train_inputs = tf.placeholder(tf.int32, shape=[batch_size])
        train_labels = tf.placeholder(tf.int32, shape=[batch_size, 1])
        valid_dataset = tf.constant([0, 1, 2], dtype=tf.int32)

    with tf.device("/cpu:0"):
        with tf.variable_scope("w2v", use_resource=True):
            embeddings = tf.get_variable("embeddings", initializer=tf.random_uniform([vocabulary_size, embedding_size], -1.0, 1.0))
            nce_weights = tf.get_variable("nce_weights", initializer=tf.truncated_normal(
                [vocabulary_size, embedding_size], stddev=1.0 / math.sqrt(embedding_size)))
            nce_biases = tf.get_variable("nce_biases", initializer=tf.zeros([vocabulary_size]))
        embed = tf.nn.embedding_lookup(embeddings, train_inputs)

    with tf.name_scope("loss"):
        loss = tf.reduce_mean(tf.nn.nce_loss(weights=nce_weights, biases=nce_biases, labels=train_labels,
                                             inputs=embed, num_sampled=num_sampled, num_classes=vocabulary_size))

    with tf.name_scope("optimizer"):
        optimizer = tf.train.GradientDescentOptimizer(1.0).minimize(loss)

    # cosine similarity between minibatch examples and all embeddings (only for printing)
    norm = tf.sqrt(tf.reduce_sum(tf.square(embeddings), 1, keepdims=True))
    normalized_embeddings = embeddings / norm
    valid_embeddings = tf.nn.embedding_lookup(normalized_embeddings, valid_dataset)
    similarity = tf.matmul(valid_embeddings, normalized_embeddings, transpose_b=True)
    init = tf.global_variables_initializer()

with tf.Session(graph=graph) as session:
    init.run()
    average_loss = 0
    for step in range(50):
        batch_inputs, batch_labels = generate_batch()
        _, loss_val = session.run([optimizer, loss], feed_dict={train_inputs: batch_inputs, train_labels: batch_labels})
        average_loss += loss_val
    print("Average loss:", average_loss / 50)
    print("most similar to word 0:", (-similarity.eval()[0, :]).argsort()[1:4])
