import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


def layer(x, size, scope):
    with tf.variable_scope(scope):
        w = tf.get_variable("w", [x.shape[1], size], initializer=tf.glorot_uniform_initializer())
        b = tf.get_variable("b", [size], initializer=tf.zeros_initializer())
        return tf.nn.xw_plus_b(x, w, b)


def main():
    x = tf.placeholder(tf.float32, [None, 6])
    y = tf.placeholder(tf.float32, [None, 1])
    features = tf.nn.relu(layer(x, 8, "features"))
    features = tf.stop_gradient(features)
    prediction = layer(features, 1, "regression")
    loss = tf.losses.mean_squared_error(y, prediction)
    optimizer = tf.train.MomentumOptimizer(0.01, 0.9)
    grads_and_vars = optimizer.compute_gradients(loss)
    capped = [(tf.clip_by_value(g, -1.0, 1.0), v) for g, v in grads_and_vars if g is not None]
    train_op = optimizer.apply_gradients(capped)

    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        data = np.random.randn(64, 6)
        for i in range(4):
            _, value = sess.run([train_op, loss], {x: data, y: data[:, :1]})
            print(i, value)


if __name__ == "__main__":
    main()
