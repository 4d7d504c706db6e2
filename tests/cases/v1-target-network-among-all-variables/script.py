import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


def network(scope, states):
    with tf.variable_scope(scope):
        w, v = tf.get_variable("w", [3, 8]), tf.get_variable("v", [8, 2])
        return tf.matmul(tf.nn.relu(tf.matmul(states, w)), v)


state, following = tf.placeholder(tf.float32, [None, 3]), tf.placeholder(tf.float32, [None, 3])
reward, action = tf.placeholder(tf.float32, [None]), tf.placeholder(tf.int32, [None])
values, next_values = network("online", state), network("target", following)
goal = tf.stop_gradient(reward + 0.9 * tf.reduce_max(next_values, axis=1))
chosen = tf.gather_nd(values, tf.stack([tf.range(tf.shape(action)[0]), action], axis=1))
loss = tf.reduce_mean(tf.squared_difference(goal, chosen))
train = tf.train.RMSPropOptimizer(0.01).minimize(loss)  # of all trainable variables

online = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, "online/[wv]:")
target = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, "target/[wv]:")
replace = [tf.assign(t, o) for t, o in zip(target, online)]

with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    for step in range(6):
        if step % 3 == 0:
            session.run(replace)
        batch = {state: np.random.randn(8, 3), following: np.random.randn(8, 3), reward: np.random.randn(8)}
        print(step, session.run([train, loss], {**batch, action: np.random.randint(0, 2, 8)})[1])
