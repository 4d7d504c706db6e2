"""A saved Keras model (`.keras`, `.h5`): loaded, and given one training step with the loss it was compiled with."""

from __future__ import annotations

import importlib
import json
import os
import sys
import zipfile
from typing import Any

from graphdoctor.capture.callables import look_up, split_callable
from graphdoctor.capture.failures import first_line
from graphdoctor.capture.models import is_compiled, train
from graphdoctor.errors import UserError

SUFFIXES = (".keras", ".h5", ".hdf5")


def is_keras_file(path: str) -> bool:
    """Whether a path names a saved Keras model."""
    return os.path.isfile(path) and path.lower().endswith(SUFFIXES)


def run_keras_file(path: str, loss: str | None) -> None:
    """Load the model and let it take one step. Raises `UserError` where it cannot be loaded or has no loss."""
    sys.path[0] = os.getcwd()
    keras = _library(path)
    chosen = _loss(keras, loss) if loss is not None else None
    model = _load(keras, path, chosen is None)
    if chosen is not None:
        model.compile(optimizer=getattr(model, "optimizer", None) or "sgd", loss=chosen)
    elif not is_compiled(model):
        raise UserError(
            "no-loss",
            f"{path} was saved without a loss: name one with --loss (mse, … or module:function)",
        )
    train(model, None, None, path)


def _library(path: str) -> Any:
    """The Keras that saved a model: since version 3 `keras` itself, before that tf_keras."""
    version = "3"
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as file:
                version = json.loads(file.read("metadata.json")).get("keras_version", version)
        else:
            version = _version_in_h5(path) or version
    except (KeyError, ValueError, zipfile.BadZipFile, OSError):
        raise UserError("not-a-model", f"{path} is no saved Keras model: it holds no metadata.json") from None
    if version.startswith("2."):
        import tf_keras

        return tf_keras
    import keras

    return keras


def _version_in_h5(path: str) -> str | None:
    """None where the file does not say, or is no such file: loading it tells what is wrong."""
    h5py: Any = importlib.import_module("h5py")
    if not h5py.is_hdf5(path):
        return None
    with h5py.File(path) as file:
        version = file.attrs.get("keras_version")
    return None if version is None else str(version)


def _load(keras: Any, path: str, compile_: bool) -> Any:
    try:
        return keras.models.load_model(path, compile=compile_)
    except (ImportError, MemoryError):
        raise
    except Exception as error:  # Keras raises whatever its layers raise
        why = first_line(error)
    if not compile_:
        raise UserError("not-a-model", f"{path} cannot be loaded as a Keras model: {why}")
    _load(keras, path, False)  # whether that is what cannot be loaded
    raise UserError(
        "no-loss", f"the loss that {path} was saved with cannot be restored ({why}): name one with --loss"
    )


def _loss(keras: Any, name: str) -> Any:
    if split_callable(name) is not None:
        return look_up(name, None)
    try:
        return keras.losses.get(name)
    except ValueError:
        raise UserError(
            "unknown-loss", f"Keras has no loss called {name!r}; name one of its own, or module:function"
        ) from None
