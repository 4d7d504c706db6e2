"""Inverse kinematics of a planar arm: find joint angles that put the hand on the target."""
import numpy as np
import tensorflow as tf

N_LINKS = 3
angles = tf.Variable([0.3, -0.2, 0.5], name="joint_angles")
lengths = tf.Variable([1.0, 0.8, 0.5], name="link_lengths", trainable=True)


def rotation(theta):
    c, s = tf.cos(theta), tf.sin(theta)
    return np.array([[c, -s],
                     [s, c]], dtype=np.float32)


def hand_position(angles, lengths):
    frame = tf.eye(2)
    position = tf.zeros([2, 1])
    for i in range(N_LINKS):
        frame = frame @ rotation(angles[i])
        position += frame @ tf.stack([[lengths[i]], [0.0]])
    return position[:, 0]


def objective(target):
    reach = tf.reduce_sum((hand_position(angles, lengths) - target) ** 2)
    material = 0.01 * tf.reduce_sum(lengths ** 2)
    return reach + material


target = tf.constant([1.2, 0.9])
opt = tf.keras.optimizers.Adam(0.05)
best = float("inf")
patience = 0
for it in range(40):
    with tf.GradientTape() as tape:
        cost = objective(target)
    grads = tape.gradient(cost, [angles, lengths])
    opt.apply_gradients((g, v) for g, v in zip(grads, (angles, lengths)) if g is not None)
    if cost < best - 1e-5:
        best, patience = float(cost), 0
    else:
        patience += 1
        if patience > 5:
            print("converged after", it)
            break
print("cost", best, "angles", angles.numpy(), "lengths", lengths.numpy())
