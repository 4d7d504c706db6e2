"""Models and checkpoints that the script saves after its step go to the scratch folder; loading finds them there."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable
from typing import Any

from graphdoctor.capture import aside
from graphdoctor.capture.filling import bytes_missing
from graphdoctor.capture.patching import replace, wrap
from graphdoctor.capture.recorder import active, log, paused

_KERAS_LOADERS = (
    ("keras.src.saving.saving_lib", "load_model"),
    ("keras.src.legacy.saving.legacy_h5_format", "load_model_from_hdf5"),
    ("tf_keras.src.saving.saving_lib", "load_model"),
    ("tf_keras.src.saving.legacy.save", "load_model"),
)
_MOST_BYTES = 256 << 20
"""Of weights that have no value yet: what is larger is not saved."""


def install() -> None:
    """Watch the functions by which TensorFlow and both Keras save and load."""
    from tensorflow.python.checkpoint import checkpoint, checkpoint_management
    from tensorflow.python.lib.io import tf_record
    from tensorflow.python.saved_model import load, save
    from tensorflow.python.training import py_checkpoint_reader

    for owner, name, place in (
        (checkpoint.Checkpoint, "save", 1),
        (checkpoint.Checkpoint, "write", 1),
        (save, "save_and_return_nodes", 1),
    ):
        _saves(owner, name, place)
    for owner, name, place in (
        (checkpoint.Checkpoint, "read", 1),
        (checkpoint_management, "get_checkpoint_state", 0),
        (py_checkpoint_reader, "NewCheckpointReader", 0),
    ):
        _loads(owner, name, place)
    _loads(load, "load_partial", 0, model=True)
    _without_saving(checkpoint_management.CheckpointManager, "save")
    wrap(tf_record.TFRecordWriter, "__init__", _record_writer)
    _install_keras()
    for name in ("exists", "isfile", "isdir"):
        _loads(os.path, name, 0)


def _install_keras() -> None:
    for module in ("keras.src.models.model", "tf_keras.src.engine.training"):
        model = getattr(sys.modules.get(module), "Model", None)
        for name in ("save", "save_weights", "export"):
            if model is not None and hasattr(model, name):
                _saves(model, name, 1)
    for name, function in _KERAS_LOADERS:
        if name in sys.modules:
            _loads(sys.modules[name], function, 0, model=True)


def _saves(owner: Any, name: str, place: int) -> None:
    """`owner.name`, given a path at `place`, writes to the path's twin."""

    def save(original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        from tensorflow.python.framework import ops

        path, put = _path_in(original, place, args, kwargs)
        if path is None or aside.is_scratch(path):
            return original(*args, **kwargs)
        handles = [v.variable.handle for v in log.variables if hasattr(v.variable, "handle")]
        if bytes_missing(handles) > _MOST_BYTES:
            log.note(f"{os.fsdecode(path)} was not saved: its weights have no values here")
            return path
        given, named = put(aside.twin_of(path))
        with paused(), ops.init_scope():
            return aside.told(original(*given, **named))

    wrap(owner, name, save)


def _path_in(
    function: Callable[..., Any], place: int, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[Any, Callable[[Any], tuple[tuple[Any, ...], dict[str, Any]]]]:
    """The path in a call, given by place or by name (None: neither), and how to put another one there."""
    if len(args) > place:
        return args[place], lambda path: ((*args[:place], path, *args[place + 1 :]), kwargs)
    name = next(iter(list(inspect.signature(function).parameters)[place : place + 1]), "")
    return kwargs.get(name), lambda path: (args, {**kwargs, name: path})


def _loads(owner: Any, name: str, place: int, model: bool = False) -> None:
    """`owner.name`, given a path at `place`, looks at the path's twin where there is one."""

    def load(original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        path, put = _path_in(original, place, args, kwargs)
        if path is not None:
            args, kwargs = put(aside.found(path))
        before = len(log.variables)
        loaded = original(*args, **kwargs)
        if model:
            log.reloaded.update(id(seen) for seen in log.variables[before:])
        return loaded

    wrap(owner, name, load)


def _without_saving(owner: Any, name: str) -> None:
    original = getattr(owner, name)

    def nothing(*args: Any, **kwargs: Any) -> Any:
        return None if active() else original(*args, **kwargs)

    replace(owner, name, nothing)


def _record_writer(original: Any, writer: Any, path: Any, *args: Any, **kwargs: Any) -> None:
    original(writer, path if aside.is_scratch(path) else aside.twin_of(path), *args, **kwargs)
