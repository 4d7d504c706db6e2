# Residual MLP for a denoising task. Gradients are logged by name (tensorboard later).
import tensorflow as tf

WIDTH = 8


class Mlp(tf.keras.Model):
    def __init__(self, n_layers):
        super().__init__(name="mlp")
        self.hidden = [tf.keras.layers.Dense(WIDTH, activation="swish", name=f"hidden_{i}")
                       for i in range(n_layers)]

    def call(self, x):
        for layer in self.hidden:
            x = x + layer(x)
        return x


def log_norms(step, named):
    if step % 2 == 0:
        print("step", step, {k: round(float(tf.norm(g)), 4) for k, g in named.items()})


model = Mlp(4)
model.build((None, WIDTH))
optimizer = tf.keras.optimizers.SGD(0.05, momentum=0.9)

for step in range(6):
    clean = tf.random.normal([32, WIDTH])
    noisy = clean + tf.random.normal([32, WIDTH], stddev=0.3)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(model(noisy, training=True) - clean))
    grads = tape.gradient(loss, model.trainable_variables)
    grads_by_name = {v.name: g for v, g in zip(model.trainable_variables, grads)}
    log_norms(step, grads_by_name)
    optimizer.apply_gradients([(grads_by_name[v.name], v) for v in model.trainable_variables])
    print("   loss", float(loss))
