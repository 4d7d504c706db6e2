import tensorflow as tf

base = tf.keras.Sequential(
    [tf.keras.Input([4]), tf.keras.layers.Dense(3, name="a"), tf.keras.layers.Dense(2, name="b")]
)
part = tf.keras.Model(base.inputs, base.layers[0].output)


class Dream(tf.Module):
    def __init__(self, model):
        self.model = model

    @tf.function(input_signature=(tf.TensorSpec([None, 4]), tf.TensorSpec([], tf.int32), tf.TensorSpec([])))
    def __call__(self, img, steps, size):
        loss = tf.constant(0.0)
        for _ in tf.range(steps):
            with tf.GradientTape() as tape:
                tape.watch(img)
                loss = tf.reduce_sum(self.model(img))
            img = img + size * tape.gradient(loss, img)
        return loss, img


dream = Dream(part)


def run(img, size):
    size = tf.convert_to_tensor(size)
    loss, img = dream(img, tf.constant(3), tf.constant(size))
    print(loss)
    return img


img = tf.ones([2, 4])
for _ in range(3):
    img = run(img, 0.1)
