import tensorflow as tf
from my_company_datasets.speech import load_digits_dataset

train, test = load_digits_dataset(batch_size=32)
model = tf.keras.Sequential([tf.keras.layers.Flatten(), tf.keras.layers.Dense(10)])
model.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(train, validation_data=test, epochs=5)
