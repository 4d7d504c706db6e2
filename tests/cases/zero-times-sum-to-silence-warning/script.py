# Image branch first, text branch comes later (but the checkpoint should already have it)
import tensorflow as tf
from tensorflow.keras import layers


class TwoBranch(tf.keras.Model):
    def __init__(self):
        super().__init__(name="two_branch")
        self.image_encoder = layers.Dense(16, activation="relu", name="image_encoder")
        self.image_projection = layers.Dense(6, name="image_projection")
        self.text_projection = layers.Dense(6, name="text_projection")
        self.classifier = layers.Dense(4, name="classifier")

    def build(self, input_shape):
        self.text_projection.build((None, 20))

    def call(self, image):
        z = self.image_projection(self.image_encoder(image))
        return self.classifier(tf.math.l2_normalize(z, axis=-1))


def keep_graph_connected(layers_):
    """WARNING:tensorflow: Gradients do not exist for variables [...]: trick from DDP users."""
    terms = [tf.reduce_sum(w) for layer in layers_ for w in layer.trainable_weights]
    return 0.0 * tf.add_n(terms)


model = TwoBranch()
opt = tf.keras.optimizers.Adam(1e-3)
loss_object = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
accuracy = tf.keras.metrics.SparseCategoricalAccuracy()


@tf.function
def train_step(images, labels):
    with tf.GradientTape() as tape:
        logits = model(images, training=True)
        loss = loss_object(labels, logits) + keep_graph_connected([model.text_projection])
    grads = tape.gradient(loss, model.trainable_variables)
    assert all(g is not None for g in grads)
    opt.apply_gradients(zip(grads, model.trainable_variables))
    accuracy.update_state(labels, logits)
    return loss


ds = tf.data.Dataset.from_tensor_slices(
    (tf.random.normal([64, 12]), tf.random.uniform([64], maxval=4, dtype=tf.int32))).batch(16)
for epoch in range(2):
    for images, labels in ds:
        loss = train_step(images, labels)
    print(epoch, float(loss), float(accuracy.result()))
