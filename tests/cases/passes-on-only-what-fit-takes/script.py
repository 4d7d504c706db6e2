"""A wrapper hands on to fit only those arguments that its signature has."""
import inspect
import numpy as np
import keras


def filter_kwargs(kwargs, f):
    signature = inspect.signature(f)
    for parameter in signature.parameters.values():
        if parameter.kind == inspect.Parameter.VAR_KEYWORD:
            return kwargs
    return {k: v for k, v in kwargs.items() if k in signature.parameters}


class Approximator(keras.Sequential):
    def fit(self, x, y, **kwargs):
        return super().fit(x, y, **filter_kwargs(kwargs, super().fit))


model = Approximator([keras.layers.Dense(1)])
model.compile("adam", "mse")
model.fit(np.random.rand(16, 4), np.random.rand(16, 1), epochs=1, verbose=0, adapter=None)
print(inspect.signature(model.compile))
