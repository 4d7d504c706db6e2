# Dreamer in miniature: imagined rollouts, straight-through categorical latents, lambda returns by a reversed scan
import tensorflow as tf
from tensorflow.keras import layers

GROUPS, CATS, HORIZON, ACT = 3, 4, 5, 2
LAT = GROUPS * CATS


def st_sample(logits):
    logits = tf.reshape(logits, [-1, GROUPS, CATS])
    probs = tf.nn.softmax(logits)
    index = tf.random.categorical(tf.reshape(logits, [-1, CATS]), 1)
    hard = tf.reshape(tf.one_hot(index[:, 0], CATS), tf.shape(probs))
    return tf.reshape(hard + probs - tf.stop_gradient(probs), [-1, LAT])


def lambda_return(reward, value, bootstrap, gamma=0.97, lam=0.9):
    """[T, B] each"""
    following = tf.concat([value[1:], bootstrap[None]], 0)
    inputs = reward + gamma * (1 - lam) * following
    return tf.scan(lambda agg, x: x + gamma * lam * agg, inputs, initializer=bootstrap, reverse=True)


class World(tf.keras.Model):
    def __init__(self):
        super().__init__(name="world")
        self.encode = layers.Dense(LAT, name="encode")
        self.prior = layers.Dense(LAT, name="prior")
        self.decode = layers.Dense(4, name="decode")
        self.reward = layers.Dense(1, name="reward")

    def losses_for(self, obs, act, rew):
        posterior = self.encode(obs)
        z = st_sample(posterior[:, :-1])
        z = tf.reshape(z, [obs.shape[0], -1, LAT])
        prior = self.prior(tf.concat([z, act[:, :-1]], -1))
        target = tf.nn.softmax(tf.reshape(posterior[:, 1:], [-1, GROUPS, CATS]))
        kl = tf.nn.softmax_cross_entropy_with_logits(target, tf.reshape(prior, [-1, GROUPS, CATS]))
        return (tf.reduce_mean((self.decode(z) - obs[:, :-1]) ** 2) + tf.reduce_mean(kl)
                + tf.reduce_mean((self.reward(z)[..., 0] - rew[:, :-1]) ** 2))


world = World()
actor = tf.keras.Sequential([layers.Dense(8, "elu", name="a0"), layers.Dense(ACT, "tanh", name="a1")], name="actor")
value = tf.keras.Sequential([layers.Dense(8, "elu", name="v0"), layers.Dense(1, name="v1")], name="value")
opts = {k: tf.keras.optimizers.Adam(1e-3) for k in ("world", "actor", "value")}


def apply(key, tape, loss, net):
    opts[key].apply_gradients(zip(tape.gradient(loss, net.trainable_variables), net.trainable_variables))


@tf.function
def train(obs, act, rew):
    with tf.GradientTape() as tape:
        model_loss = world.losses_for(obs, act, rew)
    apply("world", tape, model_loss, world)

    with tf.GradientTape() as actor_tape:
        z = tf.stop_gradient(st_sample(world.encode(obs[:, 0])))
        states = []
        for _ in range(HORIZON):
            states.append(z)
            z = st_sample(world.prior(tf.concat([z, actor(z)], -1)))
        traj = tf.stack(states)
        values = value(traj)[..., 0]
        returns = lambda_return(world.reward(traj)[..., 0], values, value(z[None])[0, :, 0])
        actor_loss = -tf.reduce_mean(returns)
    with tf.GradientTape() as value_tape:
        value_loss = tf.reduce_mean((value(tf.stop_gradient(traj))[..., 0] - tf.stop_gradient(returns)) ** 2)
    apply("actor", actor_tape, actor_loss, actor)
    apply("value", value_tape, value_loss, value)
    return model_loss, actor_loss, value_loss


for i in range(3):
    out = train(tf.random.normal([6, 8, 4]), tf.random.normal([6, 8, ACT]), tf.random.normal([6, 8]))
    print(i, ["%.3f" % o for o in out])
