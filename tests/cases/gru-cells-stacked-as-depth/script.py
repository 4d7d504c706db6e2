# Tabular regression with "gated blocks". A GRU is just a gate, right?
import tensorflow as tf

DEPTH, WIDTH, FEATURES = 3, 8, 5


class GatedBlocks(tf.keras.Model):
    def __init__(self):
        super().__init__(name="gated")
        self.lift = tf.keras.layers.Dense(WIDTH, name="lift")
        self.blocks = [tf.keras.layers.GRUCell(WIDTH, name=f"block_{i}") for i in range(DEPTH)]
        self.norms = [tf.keras.layers.LayerNormalization(name=f"norm_{i}") for i in range(DEPTH)]
        self.out = tf.keras.layers.Dense(1, name="out")

    def call(self, x):
        x = self.lift(x)
        for block, norm in zip(self.blocks, self.norms):
            empty = block.get_initial_state(batch_size=tf.shape(x)[0])
            y, _ = block(norm(x), empty)
            x = x + y
        return self.out(x)


model = GatedBlocks()
loss_fn = tf.keras.losses.LogCosh()
opt = tf.keras.optimizers.Adam(tf.keras.optimizers.schedules.CosineDecay(3e-3, 50))
mae = tf.keras.metrics.MeanAbsoluteError()

X = tf.random.normal([96, FEATURES])
Y = tf.reduce_sum(tf.sin(X), axis=1, keepdims=True)
data = tf.data.Dataset.from_tensor_slices((X, Y)).shuffle(96).batch(32, drop_remainder=True)


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        pred = model(x, training=True)
        loss = loss_fn(y, pred)
    grads = tape.gradient(loss, model.trainable_variables)
    opt.apply_gradients(zip(grads, model.trainable_variables))
    mae.update_state(y, pred)
    return loss


for epoch in range(3):
    mae.reset_state()
    for x, y in data:
        train_step(x, y)
    print("epoch", epoch, "MAE", float(mae.result()))
