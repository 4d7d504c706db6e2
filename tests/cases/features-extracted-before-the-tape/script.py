import tensorflow as tf
from tensorflow import keras

strategy = tf.distribute.OneDeviceStrategy("/cpu:0")
with strategy.scope():
    backbone = keras.Sequential([
        keras.Input((8, 8, 1)),
        keras.layers.SeparableConv2D(4, 3, name="sep"),
        keras.layers.Conv2D(4, 3, name="c"),
        keras.layers.GlobalMaxPooling2D(),
    ], name="backbone")
    head = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, name="fc")], name="head")
    optimizer = keras.optimizers.Adam(1e-3)
    ce = keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="none")


def replica_step(batch):
    x, y = batch
    feats = backbone(x, training=True)
    with tf.GradientTape() as tape:
        per_example = ce(y, head(feats, training=True))
        loss = tf.nn.compute_average_loss(per_example, global_batch_size=8)
    tvars = backbone.trainable_variables + head.trainable_variables
    grads = tape.gradient(loss, tvars)
    optimizer.apply_gradients(zip(grads, tvars))
    return loss


@tf.function
def train_step(batch):
    return strategy.reduce(tf.distribute.ReduceOp.SUM, strategy.run(replica_step, args=(batch,)), axis=None)


ds = tf.data.Dataset.from_tensor_slices((tf.random.normal([16, 8, 8, 1]), tf.random.uniform([16], maxval=2, dtype=tf.int32))).batch(8)
for b in strategy.experimental_distribute_dataset(ds):
    print(train_step(b).numpy())
