import numpy as np
from tensorflow import keras
from tensorflow.keras.layers import GRU, Dense, Input, TimeDistributed

history = Input((10, 4), name="history")
prices, volumes = Input((6, 1), name="prices"), Input((6, 1), name="volumes")
_, memory = GRU(7, return_state=True, name="memory")(history)
price_states = GRU(7, return_sequences=True, name="price_decoder")(prices)
volume_states = GRU(7, return_sequences=True, name="volume_decoder")(volumes)
outputs = [
    TimeDistributed(Dense(1, name="price"), name="price")(price_states),
    TimeDistributed(Dense(1, name="volume"), name="volume")(volume_states),
]
model = keras.Model([history, prices, volumes], outputs)
model.compile("rmsprop", ["mse", "mse"])
past, after = np.random.rand(12, 10, 4), np.random.rand(12, 6, 1)
model.fit([past, after, after], [after, after], epochs=1, verbose=0)
