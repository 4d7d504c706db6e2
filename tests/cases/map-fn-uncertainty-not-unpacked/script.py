# Per-molecule embedding: ragged atoms, so we map over molecules (slow but simple)
import tensorflow as tf

ATOM_DIM, HID, MAX_ATOMS = 5, 8, 7


class MolNet(tf.Module):
    def __init__(self):
        super().__init__()
        g = tf.random.Generator.from_seed(1)
        self.atom_w = tf.Variable(g.normal([ATOM_DIM, HID]) * 0.3, name="atom_w")
        self.mean_head = tf.Variable(g.normal([HID, 4]) * 0.3, name="mean_head")
        self.logvar_head = tf.Variable(g.normal([HID, 4]) * 0.3, name="logvar_head")
        self.readout = tf.Variable(g.normal([4, 1]) * 0.3, name="readout")

    def one_molecule(self, elems):
        atoms, count = elems
        keep = tf.sequence_mask(count, MAX_ATOMS, dtype=tf.float32)[:, None]
        h = tf.reduce_sum(tf.nn.tanh(atoms @ self.atom_w) * keep, axis=0, keepdims=True)
        return (h @ self.mean_head)[0], (h @ self.logvar_head)[0]

    def embed(self, atoms, counts):
        spec = (tf.TensorSpec([4], tf.float32), tf.TensorSpec([4], tf.float32))
        result = tf.map_fn(self.one_molecule, (atoms, counts), fn_output_signature=spec)
        return result[0]

    def __call__(self, atoms, counts):
        return tf.squeeze(self.embed(atoms, counts) @ self.readout, -1)


net = MolNet()
opt = tf.keras.optimizers.Adam(3e-3)


@tf.function
def step(atoms, counts, energy):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.math.squared_difference(net(atoms, counts), energy))
    grads = tape.gradient(loss, net.trainable_variables)
    opt.apply_gradients(zip(grads, net.trainable_variables))
    return loss


for epoch in range(5):
    atoms = tf.random.normal([10, MAX_ATOMS, ATOM_DIM])
    counts = tf.random.uniform([10], 2, MAX_ATOMS + 1, dtype=tf.int32)
    print("epoch", epoch, "loss", float(step(atoms, counts, tf.random.normal([10]))))
