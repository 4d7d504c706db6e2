"""The one plug-in mechanism: a dict, a decorator, and an import of every module of a package."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from typing import Generic, TypeVar

from graphdoctor.errors import UserError

T = TypeVar("T")


class Registry(Mapping[str, T], Generic[T]):
    """Named things of one kind (report formats, causes), found by importing every module of one package.

    Looking something up imports the package's modules once; iteration is in order of name, so that help
    texts, rule tables and choices never depend on the order of imports.
    """

    def __init__(self, kind: str, package: str) -> None:
        self.kind = kind
        self._package = package
        self._entries: dict[str, T] = {}
        self._loaded = False

    def add(self, name: str, entry: T) -> T:
        """Registers an entry. Raises ValueError for a name that is taken: two owners are a mistake."""
        if name in self._entries:
            raise ValueError(f"{self.kind} {name!r} is registered twice")
        self._entries[name] = entry
        return entry

    def register(self, name: str) -> Callable[[T], T]:
        """The decorator form of `add`."""
        return lambda entry: self.add(name, entry)

    def find(self, name: str) -> T:
        """The entry of that name. Raises UserError (kind ``unknown-<kind>``) that lists what there is."""
        self._load()
        if name not in self._entries:
            known = ", ".join(self)
            raise UserError(f"unknown-{self.kind}", f"no {self.kind} is called {name!r}; there are: {known}")
        return self._entries[name]

    def __getitem__(self, name: str) -> T:
        self._load()
        return self._entries[name]

    def __iter__(self) -> Iterator[str]:
        self._load()
        return iter(sorted(self._entries))

    def __len__(self) -> int:
        self._load()
        return len(self._entries)

    def _load(self) -> None:
        if self._loaded:
            return
        # Set first: a module of the package may itself look into the registry while it is imported.
        self._loaded = True
        package = importlib.import_module(self._package)
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{self._package}.{module.name}")
