import numpy as np
import tensorflow as tf
import tf_keras
from tf_keras.layers import Dense, Input, Dropout

features = Input((7,), name="features")
h = Dense(16, activation="selu", name="h1")(features)
h = Dropout(0.1)(h)
h = Dense(16, activation="selu", name="h2")(h)
risk = Dense(1, activation="sigmoid", name="risk")(h)
model = tf_keras.Model(features, risk, name="risk_model")

optimizer = tf_keras.optimizers.SGD(learning_rate=0.01, nesterov=True, momentum=0.8)
bce = tf_keras.losses.BinaryCrossentropy()


@tf.function
def train_on(x, y):
    with tf.GradientTape() as tape:
        loss = bce(y, model(x, training=True))
    tvs = model.trainable_variables
    gvs = list(zip(tape.gradient(loss, tvs), tvs))
    capped = [(tf.clip_by_norm(v, 1.0), v) for g, v in gvs]
    optimizer.apply_gradients(capped)
    return loss


x = np.random.randn(64, 7).astype("float32")
y = (x[:, :1] > 0.3).astype("float32")
ds = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(64).batch(16)
for epoch in range(3):
    for xb, yb in ds:
        loss = train_on(xb, yb)
    tf.print("epoch", epoch, "loss", loss)
