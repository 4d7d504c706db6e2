"""WGAN with weight clipping. Graph mode: two train ops run in turn, clip ops, EMA of the generator, summaries, saver."""
import argparse
import os
import tempfile

import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


def mlp(x, sizes, scope):
    with tf.variable_scope(scope, reuse=tf.AUTO_REUSE):
        for i, n in enumerate(sizes):
            w = tf.get_variable("w%d" % i, [int(x.shape[-1]), n], initializer=tf.glorot_uniform_initializer())
            b = tf.get_variable("b%d" % i, [n], initializer=tf.zeros_initializer())
            x = tf.nn.xw_plus_b(x, w, b)
            if i < len(sizes) - 1:
                x = tf.nn.elu(x)
    return x


def sample_ring(n):
    angle = np.random.uniform(0, 2 * np.pi, n)
    return np.stack([np.cos(angle), np.sin(angle)], 1) + 0.05 * np.random.randn(n, 2)


def main(args):
    real = tf.placeholder(tf.float32, [None, 2], "real")
    noise = tf.random.normal([tf.shape(real)[0], args.z])
    fake = mlp(noise, [16, 16, 2], "gen")
    score = lambda x: mlp(x, [16, 16, 1], "critic")  # noqa: E731

    with tf.name_scope("losses"):
        critic_loss = tf.reduce_mean(score(fake)) - tf.reduce_mean(score(real))
        gen_loss = -tf.reduce_mean(score(fake))
    gen_vars = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, "gen")
    critic_vars = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, "critic")

    rms = tf.train.RMSPropOptimizer
    step = tf.train.create_global_step()
    train_critic = rms(args.lr).minimize(critic_loss, var_list=critic_vars)
    with tf.control_dependencies([train_critic]):
        clip = tf.group(*[v.assign(tf.clip_by_value(v, -0.05, 0.05)) for v in critic_vars])
    train_gen = rms(args.lr).minimize(gen_loss, var_list=gen_vars, global_step=step)
    ema = tf.train.ExponentialMovingAverage(0.99, step)
    with tf.control_dependencies([train_gen]):
        update_gen = ema.apply(gen_vars)

    tf.summary.scalar("critic", critic_loss)
    tf.summary.histogram("fake", fake)
    merged = tf.summary.merge_all()
    saver = tf.train.Saver(gen_vars)
    logdir = tempfile.mkdtemp(prefix="wgan")

    config = tf.ConfigProto(allow_soft_placement=True, inter_op_parallelism_threads=1)
    with tf.Session(config=config) as sess:
        sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
        tf.get_default_graph().finalize()
        while True:
            for _ in range(args.n_critic):
                sess.run(clip, {real: sample_ring(args.batch)})
            w, summary, it, _ = sess.run([critic_loss, merged, step, update_gen], {real: sample_ring(args.batch)})
            if it % 2 == 0:
                print("it %d  W %.4f  summary %d bytes" % (it, -w, len(summary)))
            if it >= args.iterations:
                break
        saver.save(sess, os.path.join(logdir, "gen"), write_meta_graph=False)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--z", type=int, default=4)
    parser.add_argument("--batch", type=int, default=24)
    parser.add_argument("--lr", type=float, default=5e-4)
    parser.add_argument("--n-critic", dest="n_critic", type=int, default=3)
    parser.add_argument("--iterations", type=int, default=4)
    main(parser.parse_args())
