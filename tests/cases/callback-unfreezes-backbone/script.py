import numpy as np
import keras
from keras import layers


def backbone():
    inp = keras.Input((24, 24, 3))
    x = layers.Rescaling(1 / 127.5, offset=-1)(inp)
    x = layers.Conv2D(8, 3, strides=2, name="b_conv1")(x)
    x = layers.BatchNormalization(name="b_bn1")(x)
    x = layers.ReLU()(x)
    x = layers.SeparableConv2D(12, 3, strides=2, name="b_conv2")(x)
    x = layers.BatchNormalization(name="b_bn2")(x)
    x = layers.ReLU()(x)
    return keras.Model(inp, layers.GlobalAveragePooling2D()(x), name="backbone")


class GradualUnfreeze(keras.callbacks.Callback):
    """After `at` epochs the backbone (without its batch norms) is trained as well."""

    def __init__(self, at):
        super().__init__()
        self.at = at

    def on_epoch_end(self, epoch, logs=None):
        if epoch + 1 == self.at:
            base = self.model.get_layer("backbone")
            base.trainable = True
            for layer in base.layers:
                if isinstance(layer, layers.BatchNormalization):
                    layer.trainable = False
            self.model.stop_training = True


base = backbone()
base.trainable = False
inputs = keras.Input((24, 24, 3))
x = layers.RandomFlip("horizontal")(inputs)
x = base(x, training=False)
x = layers.Dropout(0.2)(x)
outputs = layers.Dense(1, name="is_cat")(x)
model = keras.Model(inputs, outputs)


def compile_for(lr):
    model.compile(optimizer=keras.optimizers.Adam(lr), loss=keras.losses.BinaryCrossentropy(from_logits=True),
                  metrics=[keras.metrics.BinaryAccuracy(threshold=0.0)])
    print(len(model.trainable_variables), "trainable variables")


pics = np.random.randint(0, 255, (32, 24, 24, 3)).astype("float32")
cats = np.random.randint(0, 2, (32, 1))
compile_for(1e-3)
model.fit(pics, cats, epochs=5, batch_size=8, verbose=0, callbacks=[GradualUnfreeze(2)])
compile_for(1e-5)
model.fit(pics, cats, epochs=1, batch_size=8, verbose=2)
