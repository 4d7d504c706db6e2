import tensorflow as tf
from tensorflow.keras.layers import GRU, Bidirectional, Concatenate, Dense

hparams = {"units": 12, "features": 6, "lr": 1e-3, "steps": 5}

encoder = Bidirectional(GRU(hparams["units"], return_sequences=True, return_state=True), name="bi_encoder")
join = Concatenate(name="join")
decoder = GRU(hparams["units"], return_sequences=True, name="decoder")
projection = Dense(hparams["features"], name="projection")
optimizer = tf.keras.optimizers.Adam(hparams["lr"])


def seq2seq(source, target_in):
    _, forward_h, backward_h = encoder(source)
    state = join([forward_h, backward_h])
    decoded = decoder(target_in, initial_state=state)
    return projection(decoded)


@tf.function
def train_step(source, target):
    with tf.GradientTape() as tape:
        pred = seq2seq(source, target[:, :-1])
        loss = tf.reduce_mean(tf.losses.mse(target[:, 1:], pred))
    params = (encoder.trainable_variables + decoder.trainable_variables
              + projection.trainable_variables)
    optimizer.apply_gradients(zip(tape.gradient(loss, params), params))
    return loss


for i in range(hparams["steps"]):
    batch = tf.random.normal([10, 14, hparams["features"]])
    loss = train_step(batch[:, :8], batch[:, 7:])
    print("step", i, "loss", float(loss))
