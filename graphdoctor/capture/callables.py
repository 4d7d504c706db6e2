"""A train step or a loss function that is named as `package.module:name` or `file.py:name`: imported, and called once.

The call happens within the step's own graph, so that nothing of it is computed.
"""

# os.path, not pathlib: sys.path holds strings, as Python itself would put them there.

from __future__ import annotations

import importlib
import importlib.util
import os
import re
import sys
from typing import Any

from graphdoctor.capture.failures import import_failed
from graphdoctor.errors import UserError
from graphdoctor.source import mark_user

_CALLABLE = re.compile(r"(?P<home>.+):(?P<name>[^\W\d][\w.]*|)")


def split_callable(target: str) -> tuple[str, str] | None:
    """The module (or file) and the name in it; None where the target names no callable."""
    found = _CALLABLE.fullmatch(target)
    if found is None or os.path.exists(target):
        return None
    return found["home"], found["name"]


def resolve(target: str, arguments: list[str]) -> tuple[Any, str, Any]:
    """Import a callable's module and return (module, name, callable). Raises `UserError` for what is not there.

    An empty name stands for the module's only step.
    """
    split = split_callable(target)
    if split is None:
        raise UserError("usage", f"{target!r} does not name a callable: write package.module:name")
    home, name = split
    sys.argv = [target, *arguments]
    module = _load_file(home) if home.endswith(".py") else _load_module(home)
    name = name or _only_step(module, home)
    return module, name, _attribute(module, home, name)


def look_up(spec: str, module: Any) -> Any:
    """What `--args-from` names: `module:name`, `file.py:name`, or a name in the step's own module."""
    split = split_callable(spec)
    if split is None:
        return _attribute(module, module.__name__, spec)
    home, name = split
    return _attribute(_load_file(home) if home.endswith(".py") else _load_module(home), home, name)


def _load_module(name: str) -> Any:
    sys.path[0] = os.getcwd()
    try:
        spec = importlib.util.find_spec(name)
    except ModuleNotFoundError as error:
        raise import_failed(name, error) from None
    except (ImportError, ValueError, AttributeError):
        spec = None
    if spec is None:
        raise UserError(
            "no-such-module", f"there is no module {name}; run graphdoctor where Python can import it"
        )
    if spec.origin is not None:
        mark_user(spec.origin)
    return importlib.import_module(name)


def _load_file(path: str) -> Any:
    full = os.path.abspath(path)
    name = os.path.basename(full)[: -len(".py")]
    known = sys.modules.get(name)
    if known is not None and getattr(known, "__file__", None) == full:
        return known
    mark_user(full)
    sys.path[0] = os.path.dirname(full)
    spec = importlib.util.spec_from_file_location(name, full)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _attribute(module: Any, home: str, name: str) -> Any:
    found = module
    for part in name.split("."):
        if not hasattr(found, part):
            steps = _steps(module)
            there = f"it has {', '.join(steps[:8])}" if steps else "it defines no function"
            raise UserError("no-such-callable", f"{home} has no {name}; {there}")
        found = getattr(found, part)
    return found


def _steps(module: Any) -> list[str]:
    """The functions that a module itself defines, compiled ones first."""
    names = []
    for name, value in vars(module).items():
        inner = getattr(value, "python_function", value)
        if callable(value) and getattr(inner, "__module__", None) == module.__name__ and not _is_class(value):
            names.append((inner is value, name))
    return [name for _, name in sorted(names, key=lambda pair: pair[0])]


def _is_class(value: Any) -> bool:
    return isinstance(value, type)


def _only_step(module: Any, home: str) -> str:
    steps = [name for name in _steps(module) if not name.startswith("_")]
    if not steps:
        raise UserError("no-such-callable", f"{home} defines no function; name one that trains")
    if len(steps) > 1:
        told = ", ".join(steps[:8])
        raise UserError(
            "several-steps",
            f"{home} has {len(steps)} functions ({told}): name the one that trains, {home}:{steps[0]}",
        )
    return steps[0]
