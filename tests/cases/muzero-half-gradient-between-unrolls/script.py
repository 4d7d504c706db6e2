"""MuZero-like unrolled model: representation, dynamics and prediction nets on fake trajectories."""
import tensorflow as tf

cfg = {"obs": 6, "hidden": 10, "actions": 3, "unroll": 3, "batch": 8, "lr": 2e-3}


class MLP(tf.Module):
    def __init__(self, sizes, name):
        super().__init__(name=name)
        self.w, self.b = [], []
        with self.name_scope:
            for i, (m, n) in enumerate(zip(sizes, sizes[1:])):
                self.w.append(tf.Variable(tf.random.normal([m, n], stddev=m ** -0.5), name=f"w{i}"))
                self.b.append(tf.Variable(tf.zeros([n]), name=f"b{i}"))

    def __call__(self, x):
        for i, (w, b) in enumerate(zip(self.w, self.b)):
            x = x @ w + b
            if i + 1 < len(self.w):
                x = tf.nn.elu(x)
        return x


def scale_gradient(x, scale):
    """The forward value stays, the backward pass is multiplied by scale (appendix G)."""
    return x * scale + tf.stop_gradient(x) * (1 - scale)


def min_max(s):
    low = tf.reduce_min(s, axis=-1, keepdims=True)
    high = tf.reduce_max(s, axis=-1, keepdims=True)
    return (s - low) / (high - low + 1e-5)


h_net = MLP([cfg["obs"], 16, cfg["hidden"]], "representation")
g_net = MLP([cfg["hidden"] + cfg["actions"], 16, cfg["hidden"] + 1], "dynamics")
f_net = MLP([cfg["hidden"], 16, cfg["actions"] + 1], "prediction")
nets = (h_net, g_net, f_net)
optimizer = tf.keras.optimizers.Adam(cfg["lr"])


@tf.function
def update(obs, actions, rewards, values, policies):
    with tf.GradientTape() as tape:
        state = min_max(h_net(obs))
        loss = 0.0
        for k in range(cfg["unroll"]):
            logits, value = tf.split(f_net(state), [cfg["actions"], 1], axis=-1)
            step_loss = tf.nn.softmax_cross_entropy_with_logits(policies[:, k], logits)
            step_loss += 0.25 * tf.square(value[:, 0] - values[:, k])
            onehot = tf.one_hot(actions[:, k], cfg["actions"])
            out = g_net(tf.concat([state, onehot], -1))
            state, reward = min_max(out[:, :-1]), out[:, -1]
            step_loss += tf.square(reward - rewards[:, k])
            loss += tf.reduce_mean(scale_gradient(step_loss, 1.0 if k == 0 else 1.0 / cfg["unroll"]))
            state = scale_gradient(state, 0.5)
        weights = [v for net in nets for v in net.trainable_variables]
        loss += 1e-4 * tf.add_n([tf.nn.l2_loss(v) for v in weights if "w" in v.name])
    optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
    return loss


for it in range(4):
    B, K = cfg["batch"], cfg["unroll"]
    loss = update(tf.random.normal([B, cfg["obs"]]), tf.random.uniform([B, K], maxval=cfg["actions"], dtype=tf.int32),
                  tf.random.normal([B, K]), tf.random.normal([B, K]), tf.nn.softmax(tf.random.normal([B, K, cfg["actions"]])))
    tf.print("it", it, "loss", loss)
