"""`TF_USE_LEGACY_KERAS`, set by the script: TensorFlow looks at it when it is imported, which it is before.

`tf.keras` itself looks later. What is left is `from tensorflow.keras import layers`, for which TensorFlow puts the
folder of one Keras or the other in front of its `__path__` (see `tensorflow/__init__.py`).
"""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any

_NAME = "tensorflow.keras"
_YES = ("true", "True", "1")


class LegacyKeras:
    """An import finder that answers for `tensorflow.keras` alone, where the script asks for the legacy one."""

    @staticmethod
    def find_spec(
        name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec of tf_keras' modules for TensorFlow; None to leave an import to the others."""
        if name != _NAME or os.environ.get("TF_USE_LEGACY_KERAS") not in _YES:
            return None
        folder = _folder()
        if folder is None or path is None or path[:1] == [folder]:
            return None
        tensorflow: Any = sys.modules["tensorflow"]
        tensorflow.__path__ = [folder, *path]
        return PathFinder.find_spec(name, tensorflow.__path__, target)


def _folder() -> str | None:
    spec = importlib.util.find_spec("tf_keras")
    if spec is None or spec.origin is None:
        return None
    return str(Path(spec.origin).parent / "api" / "_v2")


def install() -> None:
    """Have the finder asked before all others."""
    sys.meta_path.insert(0, LegacyKeras)
