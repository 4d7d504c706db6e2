"""The scripts behind the paths that a user names."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Sequence
from pathlib import Path

from graphdoctor.errors import UserError

SUFFIXES = (".py", ".ipynb")
SKIPPED = frozenset({"__pycache__", "site-packages", "node_modules", "build", "dist", "venv", "env"})


def scripts(paths: Sequence[str]) -> list[str]:
    """Files as they are; folders and the matches of globs (``**`` goes down) searched for scripts and notebooks that
    speak of TensorFlow or Keras. Each file once. Raises UserError (``no-such-file``, ``no-scripts``)."""
    found: dict[Path, str] = {}
    for name in paths:
        for entry in _behind(name):
            found.setdefault(Path(entry).resolve(), entry)
    if not found:
        raise UserError(
            "no-scripts", "no script that speaks of TensorFlow was found; name scripts or their folder"
        )
    return list(found.values())


def _behind(name: str) -> Iterable[str]:
    path = Path(name)
    if path.is_dir():
        return _searched(path)
    if path.exists():
        return [name]
    if not glob.has_magic(name):
        raise UserError("no-such-file", f"{name} does not exist; check the path")
    found = sorted(glob.glob(name, recursive=True))  # noqa: PTH207 (absolute patterns as well)
    matches = [match for match in found if not _skipped(Path(match).parts)]
    if not matches:
        raise UserError("no-such-file", f"nothing matches {name}; check the pattern")
    return [
        entry
        for match in matches
        for entry in (_searched(Path(match)) if Path(match).is_dir() else [match])
        if Path(entry).suffix in SUFFIXES
    ]


def _searched(folder: Path) -> list[str]:
    entries = sorted(entry for suffix in SUFFIXES for entry in folder.rglob(f"*{suffix}"))
    return [str(entry) for entry in entries if _worth_running(entry, folder)]


def _worth_running(path: Path, root: Path) -> bool:
    inner = path.relative_to(root).parts
    if not path.is_file() or _skipped(inner):
        return False
    text = path.read_bytes()
    return b"tensorflow" in text or b"keras" in text


def _skipped(parts: Sequence[str]) -> bool:
    hidden = (part.startswith(".") and part not in (".", "..") for part in parts)
    return any(hidden) or not SKIPPED.isdisjoint(parts)
