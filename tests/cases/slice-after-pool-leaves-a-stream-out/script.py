import keras
import numpy as np
from keras import layers


def stream(x, name):
    return layers.BatchNormalization(name=f"{name}_norm")(
        layers.Conv2D(4, 3, padding="same", name=f"{name}_conv")(x)
    )


image, flow = keras.Input((8, 8, 3)), keras.Input((8, 8, 2))
both = layers.Concatenate()([stream(image, "image"), stream(flow, "flow")])
both = layers.BatchNormalization(center=False, scale=False)(both)
both = layers.MaxPooling2D()(layers.Activation("relu")(both))
both = layers.Dropout(0.2)(both)
appearance = both[..., :4]  # left over from an ablation
answer = layers.Dense(2, activation="softmax", name="answer")(layers.GlobalAveragePooling2D()(appearance))
model = keras.Model([image, flow], answer)
model.compile("adam", "sparse_categorical_crossentropy")
model.fit([np.random.rand(16, 8, 8, 3), np.random.rand(16, 8, 8, 2)], np.random.randint(0, 2, 16), verbose=0)
