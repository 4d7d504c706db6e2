"""A tuner (a module that claims to lie in site-packages) has the model built once to see it, and again to train it."""
import gc
import sysconfig
import types
import numpy as np
import keras
import tensorflow as tf

lib = types.ModuleType("faketuner")
exec(compile("""
class Tuner:
    def __init__(self, hypermodel):
        self.hypermodel = hypermodel
        hypermodel.build({'units': 8})          # to see which hyperparameters there are
    def search(self, *args):
        for units in (8, 16):
            self.hypermodel.fit(self.hypermodel.build({'units': units}), *args)
""", sysconfig.get_paths()["purelib"] + "/faketuner.py", "exec"), lib.__dict__)


class MyHyperModel:
    def build(self, hp):
        inputs = keras.Input(shape=(4,))
        x = keras.layers.Dense(hp["units"], activation="relu")(inputs)
        return keras.Model(inputs=inputs, outputs=keras.layers.Dense(1)(x))

    def fit(self, model, x, y):
        optimizer = keras.optimizers.Adam()

        @tf.function
        def run_train_step(x, y):
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((model(x) - y) ** 2)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            return loss

        for _ in range(2):
            print(float(run_train_step(x, y)))


tuner = lib.Tuner(MyHyperModel())
gc.collect()
tuner.search(np.random.rand(16, 4).astype("f"), np.random.rand(16, 1).astype("f"))
