# anomaly detection on ECG beats, LSTM autoencoder  (Keras 2 code, kept alive with tf_keras)
import numpy as np
from tf_keras.layers import Dense, Input, LSTM, RepeatVector, TimeDistributed
from tf_keras.models import Model
from tf_keras.callbacks import EarlyStopping, ReduceLROnPlateau

TIMESTEPS = 16
N_FEATURES = 2
LATENT = 10


def make_autoencoder(timesteps, n_features, latent):
    beat = Input(shape=(timesteps, n_features), name="beat")
    _, state_h, state_c = LSTM(latent, return_state=True, name="encoder_lstm")(beat)

    x = RepeatVector(timesteps, name="repeat")(state_h)
    # start the decoder where the encoder stopped
    x = LSTM(latent, return_sequences=True, name="decoder_lstm")(x, initial_state=state_h)
    out = TimeDistributed(Dense(n_features), name="reconstruction")(x)
    return Model(beat, out, name="ecg_autoencoder")


def synthetic_beats(n):
    t = np.linspace(0, 2 * np.pi, TIMESTEPS)
    phase = np.random.uniform(0, np.pi, (n, 1))
    beats = np.stack([np.sin(t + phase), np.cos(2 * t + phase)], axis=-1)
    return beats + 0.05 * np.random.randn(*beats.shape)


X = synthetic_beats(80)
autoencoder = make_autoencoder(TIMESTEPS, N_FEATURES, LATENT)
autoencoder.compile(optimizer="adam", loss="mae")
autoencoder.summary()

history = autoencoder.fit(
    X, X,
    epochs=4,
    batch_size=16,
    validation_split=0.25,
    callbacks=[EarlyStopping(patience=2, restore_best_weights=True), ReduceLROnPlateau(patience=1)],
    verbose=2,
)
errors = np.abs(autoencoder.predict(X, verbose=0) - X).mean(axis=(1, 2))
print("threshold", np.percentile(errors, 95))
