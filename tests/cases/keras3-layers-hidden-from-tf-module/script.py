"""Deep sets regression. Worked before we moved to Keras 3 (tf.Module used to find the layers' weights)."""
import tensorflow as tf


class DeepSet(tf.Module):
    def __init__(self, dim_phi=12, name="deepset"):
        super().__init__(name=name)
        self.phi = [tf.keras.layers.Dense(dim_phi, activation="elu", name=f"phi_{i}") for i in range(2)]
        self.rho = tf.keras.layers.Dense(1, name="rho")
        self.pool_power = tf.Variable(1.0, name="pool_power")
        self.offset = tf.Variable(0.0, name="offset")

    def __call__(self, sets, mask):
        h = sets
        for layer in self.phi:
            h = layer(h)
        h = tf.nn.softplus(h) * mask[..., None]
        size = tf.reduce_sum(mask, axis=1, keepdims=True)
        pooled = (tf.reduce_sum((h + 1e-6) ** self.pool_power, axis=1) / size) ** (1.0 / self.pool_power)
        return tf.squeeze(self.rho(pooled), -1) + self.offset


def random_sets(batch, max_size=9):
    sizes = tf.random.uniform([batch], 2, max_size + 1, dtype=tf.int32)
    mask = tf.sequence_mask(sizes, max_size, dtype=tf.float32)
    values = tf.random.uniform([batch, max_size, 1])
    target = tf.reduce_max(values[..., 0] * mask, axis=1)
    return values, mask, target


model = DeepSet()
optimizer = tf.keras.optimizers.Adam(1e-2)
ckpt = {"best": None, "at": -1}


@tf.function
def train_step(values, mask, target):
    with tf.GradientTape() as tape:
        err = model(values, mask) - target
        loss = tf.reduce_mean(err ** 2)
    grads = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(grads, model.trainable_variables))
    return loss


for step in range(12):
    loss = float(train_step(*random_sets(32)))
    if ckpt["best"] is None or loss < ckpt["best"]:
        ckpt.update(best=loss, at=step)
    if step % 4 == 0:
        print(f"step {step}: mse {loss:.4f}, p = {model.pool_power.numpy():.3f}")
print("best", ckpt)
