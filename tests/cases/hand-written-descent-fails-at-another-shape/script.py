import tensorflow as tf

W1 = tf.Variable(tf.random.normal([4, 8])); b1 = tf.Variable(tf.zeros([8]))
W2 = tf.Variable(tf.random.normal([8, 3])); b2 = tf.Variable(tf.zeros([3]))
x = tf.random.normal([16, 4]); y = tf.random.normal([16, 3])

@tf.function
def train(x, y, lr=0.1):
    with tf.GradientTape() as tape:
        h = tf.nn.relu(x @ W1 + b1)
        loss = tf.reduce_mean((h @ W2 + b2 - y) ** 2)
    gW1, gb1, gW2, gb2 = tape.gradient(loss, [W1, b1, W2, b2])
    for v, g in zip([W1, W2, b1, b2], [gW1, gb1, gW2, gb2]):
        v.assign_sub(lr * g)
    return loss

for _ in range(3):
    print(float(train(x, y)))
