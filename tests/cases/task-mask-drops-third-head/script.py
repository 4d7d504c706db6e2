"""Multi-task scene understanding, losses combined with a task mask."""
import tensorflow as tf

TASKS = ("segmentation", "normals", "depth", "edges")
OUT_DIM = {"segmentation": 5, "normals": 3, "depth": 1, "edges": 1}
ENABLED = [1.0, 1.0, 0.0, 1.0]


class SceneNet(tf.keras.Model):
    def __init__(self):
        super().__init__(name="scene")
        self.backbone = tf.keras.Sequential(
            [tf.keras.layers.Dense(20, activation="relu", name="b1"),
             tf.keras.layers.Dense(12, activation="relu", name="b2")], name="backbone")
        self.heads = {t: tf.keras.layers.Dense(OUT_DIM[t], name=f"head_{t}") for t in TASKS}

    def call(self, x):
        z = self.backbone(x)
        return {t: head(z) for t, head in self.heads.items()}


task_mask = tf.constant(ENABLED)


def combined_loss(outputs, labels):
    per_task = []
    for task in TASKS:
        if task == "segmentation":
            per_task.append(tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(
                labels=labels[task], logits=outputs[task])))
        else:
            per_task.append(tf.reduce_mean(tf.abs(labels[task] - outputs[task])))
    losses = tf.stack(per_task)
    return tf.reduce_sum(losses * task_mask) / tf.reduce_sum(task_mask), losses


net = SceneNet()
opt = tf.keras.optimizers.Adam(1e-3)


@tf.function
def train_step(x, labels):
    with tf.GradientTape() as tape:
        total, losses = combined_loss(net(x, training=True), labels)
    grads = tape.gradient(total, net.trainable_weights)
    opt.apply_gradients(zip(grads, net.trainable_weights))
    return total, losses


def fake_batch(n=16):
    labels = {t: tf.random.normal([n, OUT_DIM[t]]) for t in TASKS}
    labels["segmentation"] = tf.random.uniform([n], maxval=5, dtype=tf.int32)
    return tf.random.normal([n, 9]), labels


for i in range(4):
    total, losses = train_step(*fake_batch())
    print(i, float(total), dict(zip(TASKS, losses.numpy().round(3))))
