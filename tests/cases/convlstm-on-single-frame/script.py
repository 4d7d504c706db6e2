import tensorflow as tf

i = tf.keras.Input([10, 10, 2], batch_size=4)
frames = tf.keras.layers.Reshape([1, 10, 10, 2])(i)
f = tf.keras.layers.ConvLSTM2D(3, [3, 3], name="clstm")(frames)
f = tf.keras.layers.Flatten()(f)
o = tf.keras.layers.Dense(5, name="cls")(f)
net = tf.keras.Model(i, o)
opt = tf.keras.optimizers.SGD(tf.keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.9))


@tf.function
def go(x, y):
    with tf.GradientTape() as t:
        loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(y, net(x)))
    gs = t.gradient(loss, net.trainable_weights)
    gs = [tf.clip_by_norm(g, 5.0) for g in gs]
    opt.apply_gradients(zip(gs, net.trainable_weights))
    return loss


for _ in range(2):
    tf.print(go(tf.random.normal([4, 10, 10, 2]), tf.one_hot([0, 1, 2, 3], 5)))
