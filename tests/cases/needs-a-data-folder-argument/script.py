import argparse

import tensorflow as tf

parser = argparse.ArgumentParser()
parser.add_argument("data_dir", help="folder with one sub-folder per class")
parser.add_argument("--batch-size", type=int, default=32)
args = parser.parse_args()

train = tf.keras.utils.image_dataset_from_directory(args.data_dir, batch_size=args.batch_size)
model = tf.keras.applications.MobileNetV2(weights=None, classes=len(train.class_names))
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(train, epochs=3)
