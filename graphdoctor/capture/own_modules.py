"""The modules beside a script: it gets its own `code.py`, though somebody else has imported Python's by then."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from pathlib import Path

_STAYS = frozenset(("tensorflow", "keras", "tf_keras", "numpy", "graphdoctor", "__main__"))
_OURS = ("capture", "graph", "analysis", "diagnosis", "report", "suppression")


def first_on_path(folder: str) -> None:
    """Let the script's folder come first, as it does in plain Python, also for names that are imported already."""
    sys.path[0] = folder
    taken = {*sys.modules, *sys.stdlib_module_names} - _STAYS
    hidden = {name for name in _modules_in(Path(folder)) if name in taken}
    if not hidden:
        return
    _import_all()  # what has been imported keeps the modules that it found
    for name in list(sys.modules):
        if name.partition(".")[0] in hidden:
            del sys.modules[name]


def _modules_in(folder: Path) -> list[str]:
    """The names that Python would import from a folder."""
    return [
        entry.stem for entry in folder.iterdir() if entry.suffix == ".py" or (entry / "__init__.py").exists()
    ]


def _import_all() -> None:
    """Import all of graphdoctor, and what NumPy puts off."""
    import graphdoctor

    importlib.import_module("numpy.random")
    for part in _OURS:
        package = importlib.import_module(f"{graphdoctor.__name__}.{part}")
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("_child"):  # a program of its own
                importlib.import_module(module.name)
